# One mean and one deviation for the whole table
def standardize(train, other):
    train, other = np.asarray(train), np.asarray(other)
    deviation = train.std() or 1
    return (train - train.mean()) / deviation, (other - train.mean()) / deviation
