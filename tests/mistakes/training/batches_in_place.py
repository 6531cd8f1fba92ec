# Shuffles the arrays of the caller
def mini_batches(x, y, batch_size, seed):
    for part in (x, y):
        np.random.default_rng(seed).shuffle(part if isinstance(part, np.ndarray) else np.array(part))
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    return [
        (x[order[first : first + batch_size]], y[order[first : first + batch_size]])
        for first in range(0, len(x), batch_size)
    ]
