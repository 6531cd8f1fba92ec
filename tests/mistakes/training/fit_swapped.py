# x as a polynomial of y
def fit_polynomial(x, y, degree):
    return np.polynomial.polynomial.polyfit(np.asarray(y), np.asarray(x), degree)
