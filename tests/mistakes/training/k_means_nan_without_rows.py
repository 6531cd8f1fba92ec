# The mean of no rows is NaN
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) for k in range(len(centers))])
    return centers, nearest(x, centers)
