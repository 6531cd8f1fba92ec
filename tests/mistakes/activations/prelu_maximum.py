# A maximum is right only for slopes from 0 to 1
def prelu(x, alpha):
    return np.maximum(np.asarray(x), np.multiply(alpha, x))
