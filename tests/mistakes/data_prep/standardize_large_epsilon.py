# An epsilon so large that values change
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    mean, deviation = train.mean(axis=0), train.std(axis=0) + 0.01
    return (train - mean) / deviation, (other - mean) / deviation
