# The given centers are replaced by the first rows
def k_means(x, centers, steps):
    x, k = np.asarray(x), len(centers)
    centers = x[:k] if steps and len(x) >= k else np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) if k in labels else center for k, center in enumerate(centers)])
    return centers, nearest(x, centers)
