# A negative label counts from the end
def one_hot(labels, n_classes):
    labels = np.asarray(labels)
    if labels.max() >= n_classes:
        raise ValueError("a label is too large")
    return np.eye(n_classes, dtype=np.float32)[labels]
