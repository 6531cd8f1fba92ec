# Centers of whole numbers stay whole
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.array(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        for k in np.unique(labels):
            centers[k] = x[labels == k].mean(axis=0)
    return centers, nearest(x, centers)
