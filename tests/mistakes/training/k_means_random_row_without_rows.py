# A center without rows is set on the first row
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) if k in labels else x[0] for k in range(len(centers))])
    return centers, nearest(x, centers)
