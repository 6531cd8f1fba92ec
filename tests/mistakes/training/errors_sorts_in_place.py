# degrees are sorted, and put back in the result only
def errors_by_degree(train, validation, degrees):
    asked = list(degrees)
    degrees.sort()
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in asked]
    return tuple(
        [float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for fit in fits] for x, y in (train, validation)
    )
