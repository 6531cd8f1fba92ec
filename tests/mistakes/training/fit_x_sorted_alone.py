# x is sorted, y is not
def fit_polynomial(x, y, degree):
    return np.polynomial.polynomial.polyfit(np.sort(np.asarray(x)), np.asarray(y), degree)
