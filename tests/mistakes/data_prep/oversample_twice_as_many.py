# The rows that were there are not counted
def oversample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(y, return_counts=True)
    extra = [rng.choice(np.flatnonzero(y == label), counts.max()) for label in classes]
    rows = np.concatenate([np.arange(len(y)), *extra])
    return x[rows], y[rows]
