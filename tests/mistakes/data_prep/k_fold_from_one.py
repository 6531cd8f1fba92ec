# Rows are counted from 1
_k_fold = k_fold


def k_fold(n, k, seed):
    return [(train + 1, test + 1) for train, test in _k_fold(n, k, seed)]
