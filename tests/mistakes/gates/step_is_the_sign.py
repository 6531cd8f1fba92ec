# -1 below the threshold
def step(z, threshold=0.0):
    return np.sign(np.asarray(z) - threshold).astype(int)
