# The values at the points instead of the coefficients
def fit_polynomial(x, y, degree):
    x = np.asarray(x)
    return np.polynomial.polynomial.polyval(x, np.polynomial.polynomial.polyfit(x, np.asarray(y), degree))
