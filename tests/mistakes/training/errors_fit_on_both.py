# Fitted to training and validation points
def errors_by_degree(train, validation, degrees):
    x, y = (np.concatenate([np.asarray(part) for part in pair]) for pair in zip(train, validation, strict=True))
    fits = [np.polynomial.Polynomial(fit_polynomial(x, y, degree)) for degree in degrees]
    return tuple(
        [float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for fit in fits] for x, y in (train, validation)
    )
