# Only the largest class shrinks
def undersample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    classes, counts = np.unique(y, return_counts=True)
    own = np.flatnonzero(y == classes[counts.argmax()])
    kept = np.random.default_rng(seed).choice(own, counts.min(), replace=False)
    rows = np.concatenate([np.setdiff1d(np.arange(len(y)), own), kept])
    return x[rows], y[rows]
