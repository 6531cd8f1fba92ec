# Rows are drawn again and again
def split(x, y, *, validation, test, seed):
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).integers(0, len(x), len(x))
    sizes = [round(validation * len(x)), round(test * len(x))]
    held_out, tested, trained = np.split(order, np.cumsum(sizes))
    return tuple((x[rows], y[rows]) for rows in (trained, held_out, tested))
