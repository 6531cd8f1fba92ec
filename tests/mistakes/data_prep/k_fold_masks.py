# Masks of True and False instead of row numbers
_k_fold = k_fold


def k_fold(n, k, seed):
    return [(np.isin(np.arange(n), train), np.isin(np.arange(n), test)) for train, test in _k_fold(n, k, seed)]
