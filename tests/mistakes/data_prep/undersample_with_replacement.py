# Rows are put back, so that some are taken twice
def undersample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(y, return_counts=True)
    rows = np.concatenate([rng.choice(np.flatnonzero(y == label), counts.min()) for label in classes])
    return x[rows], y[rows]
