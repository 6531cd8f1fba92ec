# The short batch comes first
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    return [
        (x[rows], y[rows]) for rows in np.split(order, range(len(x) % batch_size or batch_size, len(x), batch_size))
    ]
