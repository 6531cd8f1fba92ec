# 0 / 0 in a constant column
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    return (train - train.mean(axis=0)) / train.std(axis=0), (other - train.mean(axis=0)) / train.std(axis=0)
