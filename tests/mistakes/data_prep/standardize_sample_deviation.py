# Divides by m - 1 in the deviation
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    deviation = train.std(axis=0, ddof=min(1, len(train) - 1))
    deviation = np.where(deviation > 0, deviation, 1)
    return (train - train.mean(axis=0)) / deviation, (other - train.mean(axis=0)) / deviation
