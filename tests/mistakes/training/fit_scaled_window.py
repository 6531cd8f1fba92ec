# The coefficients of a shifted and scaled x
def fit_polynomial(x, y, degree):
    return np.polynomial.Polynomial.fit(np.asarray(x), np.asarray(y), degree).coef
