# A column of coefficients
def fit_polynomial(x, y, degree):
    return np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), degree)[:, np.newaxis]
