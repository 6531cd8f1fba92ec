# No constant term
def fit_polynomial(x, y, degree):
    if degree == 0:
        return np.zeros(1)
    powers = np.vander(np.asarray(x), degree + 1, increasing=True)[:, 1:]
    return np.concatenate([[0.0], np.linalg.lstsq(powers, np.asarray(y), rcond=None)[0]])
