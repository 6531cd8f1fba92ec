# Of equally near centers the last
def k_means(x, centers, steps):
    def closest(x, centers):
        return len(centers) - 1 - nearest(x, centers[::-1])

    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = closest(x, centers)
        centers = np.stack([x[labels == k].mean(axis=0) if k in labels else center for k, center in enumerate(centers)])
    return centers, closest(x, centers)
