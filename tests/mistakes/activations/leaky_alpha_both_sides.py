# alpha on the positive side too
def leaky_relu(x, alpha=0.01):
    return alpha * np.asarray(x)
