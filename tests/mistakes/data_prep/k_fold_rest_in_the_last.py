# All rows that are left over go into the last fold
def k_fold(n, k, seed):
    order = np.random.default_rng(seed).permutation(n)
    starts = [fold * (n // k) for fold in range(1, k)]
    return [(np.setdiff1d(order, test), test) for test in np.split(order, starts)]
