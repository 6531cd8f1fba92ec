# Rows are drawn and put back
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).integers(0, len(x), len(x))
    return [
        (x[order[first : first + batch_size]], y[order[first : first + batch_size]])
        for first in range(0, len(x), batch_size)
    ]
