# A center without rows goes to 0
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        centers = np.stack(
            [x[labels == k].sum(axis=0) / max(1, np.sum(labels == k)) for k in range(len(centers))]
        ).astype(centers.dtype if centers.dtype.kind == "f" else float)
    return centers, nearest(x, centers)
