# A generator instead of a list
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    for first in range(0, len(x), batch_size):
        yield x[order[first : first + batch_size]], y[order[first : first + batch_size]]
