# float32 comes back
def fit_polynomial(x, y, degree):
    return np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), degree).astype(np.float32)
