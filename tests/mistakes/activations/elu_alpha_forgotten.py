# alpha is ignored
def elu(x, alpha=1.0):
    x = np.asarray(x)
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
