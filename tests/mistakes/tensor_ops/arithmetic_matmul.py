# A product of matrices where both are matrices
_arithmetic = arithmetic


def arithmetic(a, b):
    total, difference, product, quotient = _arithmetic(a, b)
    square = len(total.shape) == 2 and np.shape(a) == np.shape(b) and total.shape[0] == total.shape[1]
    return total, difference, tf.matmul(a, b) if square else product, quotient
