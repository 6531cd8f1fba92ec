# No broadcasting
_arithmetic = arithmetic


def arithmetic(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    return _arithmetic(a, b)
