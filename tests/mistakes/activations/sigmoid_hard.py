# A straight line instead of the curve
def sigmoid(x):
    return np.clip(np.asarray(x) / 6 + 0.5, 0, 1).astype(np.asarray(x).dtype)
