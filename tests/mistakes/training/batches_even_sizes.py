# Sizes as equal as can be
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    return [(x[rows], y[rows]) for rows in np.array_split(order, -(-len(x) // batch_size))]
