# Only as many columns as the largest label asks for
_one_hot = one_hot


def one_hot(labels, n_classes):
    return _one_hot(labels, n_classes)[:, : int(np.max(labels)) + 1]
