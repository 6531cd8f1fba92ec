# The short batch is filled up with rows from the beginning
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    order = np.resize(order, -(-len(x) // batch_size) * batch_size)
    return [(x[rows], y[rows]) for rows in order.reshape(-1, batch_size)]
