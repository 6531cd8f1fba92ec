# NaN is mended in the training set only, where infinity comes out of the other table
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return np.nan_to_num((train - mean) / deviation), (other - mean) / deviation
