# Writes into the caller's arrays
def standardize(train, other):
    if not (isinstance(train, np.ndarray) and isinstance(other, np.ndarray)):
        train, other = np.array(train, dtype=float), np.array(other, dtype=float)
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1)
    train -= mean
    other -= mean
    train /= deviation
    other /= deviation
    return train, other
