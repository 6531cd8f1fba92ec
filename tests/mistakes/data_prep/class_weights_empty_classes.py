# Classes below the largest that never occur count, too
def class_weights(y):
    y = np.asarray(y)
    classes = range(int(y.max()) + 1)
    counts = [int(np.sum(y == label)) for label in classes]
    return {label: len(y) / (len(classes) * count) for label, count in zip(classes, counts, strict=True) if count}
