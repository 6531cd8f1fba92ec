# title: an object that claims to be an ndarray, with descriptors for its dtype and shape
# attacks: relu
# status: failed, error
# stopped by: boundary


class Liar:
    __class__ = np.ndarray
    dtype = property(lambda self: np.dtype("float32"))
    shape = property(lambda self: (3,))
    __array_interface__ = property(lambda self: {"shape": (2**40,), "typestr": "<f4", "data": (0, False), "version": 3})


def relu(x):
    return Liar()
