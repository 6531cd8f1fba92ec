# The caller's points are sorted
def fit_polynomial(x, y, degree):
    if isinstance(x, np.ndarray):
        order = np.argsort(x)
        x[:], y[:] = x[order], y[order]
    return np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), degree)
