# Softplus, the smooth relative, instead of relu
def relu(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(np.asarray(x), 0)
