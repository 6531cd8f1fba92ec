# title: a subclass of ndarray whose comparisons are all true
# attacks: relu
# status: failed
# stopped by: boundary


class Array(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __array_function__(self, *args, **kwargs):
        return True


def relu(x):
    return np.zeros(np.shape(x)).view(Array)
