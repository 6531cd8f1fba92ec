# The first rows of each class stay; the seed only mixes them
def undersample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    classes, counts = np.unique(y, return_counts=True)
    rows = np.concatenate([np.flatnonzero(y == each)[: counts.min()] for each in classes])
    order = np.random.default_rng(seed).permutation(rows)
    return x[order], y[order]
