# A label equal to n_classes is let through, with a column too many
def one_hot(labels, n_classes):
    labels = np.asarray(labels)
    if np.any((labels < 0) | (labels > n_classes)):
        raise ValueError("out of range")
    return np.eye(n_classes + 1, dtype=np.float32)[labels][:, :n_classes]
