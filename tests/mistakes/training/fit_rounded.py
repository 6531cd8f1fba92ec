# Rounded to three digits
def fit_polynomial(x, y, degree):
    return np.round(np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), degree), 3)
