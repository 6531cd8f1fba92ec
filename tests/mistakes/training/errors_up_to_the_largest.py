# All degrees from 0 to the largest
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in range(max(degrees) + 1)]
    return tuple(
        [float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for fit in fits] for x, y in (train, validation)
    )
