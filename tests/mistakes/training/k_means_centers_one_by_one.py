# Each center moves before the next one is asked
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.array(centers)
    centers = centers.astype(float) if centers.dtype.kind == "i" else centers
    for _ in range(steps):
        for k in range(len(centers)):
            labels = nearest(x, centers)
            if k in labels:
                centers[k] = x[labels == k].mean(axis=0)
    return centers, nearest(x, centers)
