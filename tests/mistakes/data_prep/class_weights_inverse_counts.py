# 1 / count
def class_weights(y):
    classes, counts = np.unique(np.asarray(y), return_counts=True)
    return dict(zip(classes.tolist(), (1 / counts).tolist(), strict=True))
