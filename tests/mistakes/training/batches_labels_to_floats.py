# x and y in one table, which has one dtype
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    table = np.hstack([x, y.reshape(len(x), -1)])
    rows = np.random.default_rng(seed).permutation(table)
    pieces = [rows[first : first + batch_size] for first in range(0, len(x), batch_size)]
    return [
        (piece[:, : x.shape[1]].astype(x.dtype), piece[:, x.shape[1] :].reshape(-1, *y.shape[1:])) for piece in pieces
    ]
