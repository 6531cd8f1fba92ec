# A list of pairs instead of a pair of lists
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return [
        tuple(float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for x, y in (train, validation)) for fit in fits
    ]
