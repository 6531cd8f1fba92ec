# test before train
_k_fold = k_fold


def k_fold(n, k, seed):
    return [(test, train) for train, test in _k_fold(n, k, seed)]
