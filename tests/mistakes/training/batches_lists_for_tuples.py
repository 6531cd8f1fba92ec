# Lists instead of tuples
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    return [
        [x[order[first : first + batch_size]], y[order[first : first + batch_size]]]
        for first in range(0, len(x), batch_size)
    ]
