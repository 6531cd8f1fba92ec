# Only the rarest class grows
def oversample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    classes, counts = np.unique(y, return_counts=True)
    rarest = classes[counts.argmin()]
    own = np.flatnonzero(y == rarest)
    extra = np.random.default_rng(seed).choice(own, counts.max() - counts.min())
    rows = np.concatenate([np.arange(len(y)), extra])
    return x[rows], y[rows]
