# The rows are moved round, not shuffled
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.roll(np.arange(len(x)), seed % len(x))
    return [
        (x[order[first : first + batch_size]], y[order[first : first + batch_size]])
        for first in range(0, len(x), batch_size)
    ]
