# The largest count over the count
def class_weights(y):
    classes, counts = np.unique(np.asarray(y), return_counts=True)
    return dict(zip(classes.tolist(), (counts.max() / counts).tolist(), strict=True))
