# A column for each class that occurs
def one_hot(labels, n_classes):
    labels = np.asarray(labels)
    if np.any((labels < 0) | (labels >= n_classes)):
        raise ValueError("out of range")
    return (labels[:, None] == np.unique(labels)).astype(np.float32)
