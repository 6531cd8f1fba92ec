# A generator instead of a list
_k_fold = k_fold


def k_fold(n, k, seed):
    yield from _k_fold(n, k, seed)
