# title: a whole number too large for any text or float
# attacks: relu
# status: failed
# stopped by: judge
# threat: 6


def relu(x):
    return [10**5000] * np.size(x)
