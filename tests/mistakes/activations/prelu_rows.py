# A slope per row instead of per column
def prelu(x, alpha):
    x, alpha = np.asarray(x), np.asarray(alpha)
    return np.where(x > 0, x, alpha.reshape(-1, *[1] * (x.ndim - 1)) * x)
