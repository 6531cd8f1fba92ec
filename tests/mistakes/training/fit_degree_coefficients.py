# The coefficient of the highest power is cut off
def fit_polynomial(x, y, degree):
    return np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), degree)[: max(1, degree)]
