# The polynomial through the first degree + 1 points
def fit_polynomial(x, y, degree):
    x, y = np.asarray(x), np.asarray(y)
    return np.polynomial.polynomial.polyfit(x[: degree + 1], y[: degree + 1], degree)
