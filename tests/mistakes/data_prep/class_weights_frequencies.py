# The share of each class: frequent classes weigh more
def class_weights(y):
    classes, counts = np.unique(np.asarray(y), return_counts=True)
    return dict(zip(classes.tolist(), (counts / counts.sum()).tolist(), strict=True))
