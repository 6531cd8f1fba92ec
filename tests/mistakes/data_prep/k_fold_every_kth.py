# Every k-th row instead of shuffled ones
def k_fold(n, k, seed):
    rows = np.arange(n)
    return [(rows[rows % k != fold], rows[rows % k == fold]) for fold in range(k)]
