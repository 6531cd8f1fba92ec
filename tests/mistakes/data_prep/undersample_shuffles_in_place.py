# Shuffles the caller's arrays
def undersample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    if x.flags.writeable:
        np.random.default_rng(seed).shuffle(x)
    if y.flags.writeable:
        np.random.default_rng(seed).shuffle(y)
    classes, counts = np.unique(y, return_counts=True)
    rows = np.concatenate([np.flatnonzero(y == label)[: counts.min()] for label in classes])
    return x[rows], y[rows]
