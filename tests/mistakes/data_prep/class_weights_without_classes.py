# m / count: the number of classes is missing
def class_weights(y):
    classes, counts = np.unique(np.asarray(y), return_counts=True)
    return dict(zip(classes.tolist(), (counts.sum() / counts).tolist(), strict=True))
