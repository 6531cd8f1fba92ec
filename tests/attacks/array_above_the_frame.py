# title: an array larger than any answer may be
# attacks: relu
# status: failed, error
# stopped by: boundary


def relu(x):
    return np.zeros(10_000_000)
