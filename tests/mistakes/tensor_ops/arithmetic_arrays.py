# NumPy arrays instead of tensors
_arithmetic = arithmetic


def arithmetic(a, b):
    return tuple(tensor.numpy() for tensor in _arithmetic(a, b))
