# A table instead of a tuple
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return np.array(
        [[np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2) for fit in fits] for x, y in (train, validation)]
    )
