# Not an int but an array
def steps_per_epoch(m, batch_size):
    return np.array(-(-m // batch_size))
