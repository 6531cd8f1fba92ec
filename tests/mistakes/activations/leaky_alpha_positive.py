# alpha on the wrong side
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x)
    return np.where(x > 0, alpha * x, x)
