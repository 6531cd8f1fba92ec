# Cut without shuffling
def k_fold(n, k, seed):
    return [(np.setdiff1d(np.arange(n), test), test) for test in np.array_split(np.arange(n), k)]
