# A constant -alpha instead of a slope
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x)
    return np.where(x > 0, x, -alpha).astype(np.result_type(x.dtype, np.float32))
