# title: an object that is equal to everything
# attacks: relu
# status: failed
# stopped by: boundary


class Equal:
    __array_priority__ = 1e9

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __array__(self, *args, **kwargs):
        return np.zeros(1)

    __hash__ = object.__hash__
    __add__ = __radd__ = __sub__ = __rsub__ = __le__ = __ge__ = __abs__ = __call__


def relu(x):
    return Equal()
