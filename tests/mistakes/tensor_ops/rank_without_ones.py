# Axes of length 1 are not counted
def rank_of(x):
    return np.squeeze(x).ndim
