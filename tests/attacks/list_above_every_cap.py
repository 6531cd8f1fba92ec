# title: a list nested 10000 levels deep, or a million numbers long
# attacks: relu
# status: failed
# stopped by: boundary


def relu(x):
    if np.size(x) % 2:
        return [0.0] * 1_000_000
    nested = []
    for _ in range(10_000):
        nested = [nested]
    return nested
