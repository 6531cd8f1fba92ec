# The root of the mean squared error
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return tuple(
        [float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) ** 0.5 for fit in fits]
        for x, y in (train, validation)
    )
