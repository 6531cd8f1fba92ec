# Each center goes to the mean of all rows, and itself
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        means = [
            np.concatenate([x[labels == k], center[None]]).mean(axis=0) if k in labels else center
            for k, center in enumerate(centers)
        ]
        centers = np.stack(means)
    return centers, nearest(x, centers)
