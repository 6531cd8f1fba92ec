# Each fold is drawn anew, so that some rows are tested twice
def k_fold(n, k, seed):
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(n) for _ in range(k)]
    return [(order[n // k :], order[: n // k]) for order in orders]
