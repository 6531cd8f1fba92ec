# A center without rows is left out
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) for k in np.unique(labels)])
    return centers, nearest(x, centers)
