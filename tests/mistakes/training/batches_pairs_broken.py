# x and y are shuffled apart
def mini_batches(x, y, batch_size, seed):
    random = np.random.default_rng(seed)
    x, y = random.permutation(np.asarray(x)), random.permutation(np.asarray(y))
    return [(x[first : first + batch_size], y[first : first + batch_size]) for first in range(0, len(x), batch_size)]
