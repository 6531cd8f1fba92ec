# y stays in its order
def mini_batches(x, y, batch_size, seed):
    x, y = np.random.default_rng(seed).permutation(np.asarray(x)), np.asarray(y)
    return [(x[first : first + batch_size], y[first : first + batch_size]) for first in range(0, len(x), batch_size)]
