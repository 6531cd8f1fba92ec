# Rows that are left over are never tested
def k_fold(n, k, seed):
    order = np.random.default_rng(seed).permutation(n)
    tests = [order[fold * (n // k) : (fold + 1) * (n // k)] for fold in range(k)]
    return [(np.setdiff1d(order, test), test) for test in tests]
