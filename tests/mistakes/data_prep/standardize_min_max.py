# Squeezed into the range from 0 to 1
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    width = np.where(width > 0, width, 1)
    return (train - low) / width, (other - low) / width
