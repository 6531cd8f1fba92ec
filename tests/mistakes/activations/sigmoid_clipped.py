# Clipped so narrowly that values change
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(np.asarray(x), -5, 5)))
