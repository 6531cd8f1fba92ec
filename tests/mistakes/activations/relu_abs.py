# The absolute value instead of relu
def relu(x):
    return np.abs(np.asarray(x))
