# True and False instead of 1 and 0
def step(z, threshold=0.0):
    return np.asarray(z) > threshold
