# The rank of linear algebra
def rank_of(x):
    return int(np.linalg.matrix_rank(x)) if np.ndim(x) == 2 else np.ndim(x)
