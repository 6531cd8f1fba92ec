# The validation error is that of a fit to the validation points
def errors_by_degree(train, validation, degrees):
    found = [], []
    for errors, (x, y) in zip(found, (train, validation), strict=True):
        for degree in degrees:
            values = np.polynomial.Polynomial(fit_polynomial(x, y, degree))(np.asarray(x))
            errors.append(float(np.mean((values - np.asarray(y)) ** 2)))
    return found
