# The start is drawn near 0, before the seed is set
def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    w, b = np.random.normal(0, 0.01, x.shape[1]), 0.0
    shuffle = np.random.default_rng(seed).permutation
    for _ in range(epochs):
        order = shuffle(len(x))
        for first in range(0, len(x), batch_size):
            rows = order[first : first + batch_size]
            error = x[rows] @ w + b - y[rows]
            w = w - learning_rate * 2 * (error @ x[rows]) / len(rows)
            b = b - learning_rate * 2 * error.mean()
    return w, b
