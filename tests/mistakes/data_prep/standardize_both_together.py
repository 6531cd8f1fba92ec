# Mean and deviation of both tables together
def standardize(train, other):
    both = np.concatenate([train, other])
    mean, deviation = both.mean(axis=0), both.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1)
    return (np.asarray(train) - mean) / deviation, (np.asarray(other) - mean) / deviation
