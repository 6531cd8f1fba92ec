# Shuffled within each batch only
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    random = np.random.default_rng(seed)
    pieces = [
        random.permutation(np.arange(first, min(first + batch_size, len(x)))) for first in range(0, len(x), batch_size)
    ]
    return [(x[rows], y[rows]) for rows in pieces]
