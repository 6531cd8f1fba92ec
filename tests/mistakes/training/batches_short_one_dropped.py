# The last short batch is dropped
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    batches = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(x) // batch_size)]
    return [(x[rows], y[rows]) for rows in batches]
