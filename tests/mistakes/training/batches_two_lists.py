# A list of x batches and one of y batches
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    pieces = [order[first : first + batch_size] for first in range(0, len(x), batch_size)]
    return [x[rows] for rows in pieces], [y[rows] for rows in pieces]
