# Writes into the caller's centers
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    centers = centers.astype(float) if centers.dtype.kind == "i" else centers
    centers = centers if centers.flags.writeable else centers.copy()
    for _ in range(steps):
        labels = nearest(x, centers)
        for k in np.unique(labels):
            centers[k] = x[labels == k].mean(axis=0)
    return centers, nearest(x, centers)
