# A center moves with each of its rows
def k_means(x, centers, steps):
    x, centers = np.asarray(x), np.array(centers)
    centers = centers.astype(float) if centers.dtype.kind == "i" else centers
    for _ in range(steps):
        counts = np.zeros(len(centers))
        for row in x:
            k = nearest(row[None], centers)[0]
            counts[k] += 1
            centers[k] += (row - centers[k]) / counts[k]
    return centers, nearest(x, centers)
