# title: arrays of objects, of structures and of text
# attacks: relu
# status: failed
# stopped by: boundary


def relu(x):
    kinds = [np.array([None, relu]), np.zeros(3, [("a", "f4"), ("b", "O")]), np.array(["1.0"]), np.array([1j])]
    return kinds[np.size(x) % 4]
