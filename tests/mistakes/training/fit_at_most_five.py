# Higher degrees are cut off
def fit_polynomial(x, y, degree):
    found = np.polynomial.polynomial.polyfit(np.asarray(x), np.asarray(y), min(degree, 6))
    return np.append(found, np.zeros(degree + 1 - len(found)))
