# The test set is always the last rows
def split(x, y, *, validation, test, seed):
    x, y = np.asarray(x), np.asarray(y)
    kept = len(x) - round(test * len(x))
    order = np.random.default_rng(seed).permutation(kept)
    held = round(validation * len(x))
    return (x[order[held:]], y[order[held:]]), (x[order[:held]], y[order[:held]]), (x[kept:], y[kept:])
