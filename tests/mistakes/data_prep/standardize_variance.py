# Divides by the variance
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    variance = np.where(train.var(axis=0) > 0, train.var(axis=0), 1)
    return (train - train.mean(axis=0)) / variance, (other - train.mean(axis=0)) / variance
