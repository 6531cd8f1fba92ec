# The sum of the squared errors
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return tuple(
        [float(np.sum((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for fit in fits] for x, y in (train, validation)
    )
