# 1 at the threshold itself
def step(z, threshold=0.0):
    return (np.asarray(z) >= threshold).astype(int)
