# Another shuffle at every call
def k_fold(n, k, seed):
    order = np.random.permutation(n)
    return [(np.setdiff1d(order, test), test) for test in np.array_split(order, k)]
