# Coefficients of Legendre polynomials
def fit_polynomial(x, y, degree):
    return np.polynomial.legendre.legfit(np.asarray(x), np.asarray(y), degree)
