# The mean of the absolute differences
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return tuple(
        [float(np.mean(np.abs(fit(np.asarray(x)) - np.asarray(y)))) for fit in fits] for x, y in (train, validation)
    )
