# Floats in a list
def step(z, threshold=0.0):
    return np.where(np.asarray(z) > threshold, 1.0, 0.0).tolist()
