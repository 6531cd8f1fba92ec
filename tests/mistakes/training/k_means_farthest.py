# The farthest center
def k_means(x, centers, steps):
    def closest(x, centers):
        return ((x[:, None] - centers) ** 2).sum(axis=2).argmax(axis=1)

    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = closest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) if k in labels else center for k, center in enumerate(centers)])
    return centers, closest(x, centers)
