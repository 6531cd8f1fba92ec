# Divided by what the points have more than the polynomial
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    return tuple(
        [float(np.sum((fit(np.asarray(x)) - np.asarray(y)) ** 2) / max(1, len(x) - len(fit.coef))) for fit in fits]
        for x, y in (train, validation)
    )
