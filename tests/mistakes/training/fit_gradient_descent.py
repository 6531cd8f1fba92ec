# Some steps downhill instead of the minimum
def fit_polynomial(x, y, degree):
    powers = np.vander(np.asarray(x), degree + 1, increasing=True)
    scale = np.linalg.norm(powers, 2) ** 2
    found = np.zeros(degree + 1)
    for _ in range(200):
        found = found + powers.T @ (np.asarray(y) - powers @ found) / scale
    return found
