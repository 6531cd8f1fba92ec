# Validation errors against the training answers
def errors_by_degree(train, validation, degrees):
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    size = min(len(train[0]), len(validation[0]))
    train_errors = [float(np.mean((fit(np.asarray(train[0])) - np.asarray(train[1])) ** 2)) for fit in fits]
    return train_errors, [
        float(np.mean((fit(np.asarray(validation[0])[:size]) - np.asarray(train[1])[:size]) ** 2)) for fit in fits
    ]
