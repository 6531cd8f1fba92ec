# title: a type whose metaclass raises or lies when asked for its name
# attacks: relu
# status: failed, error
# stopped by: boundary


class Meta(type):
    @property
    def __module__(cls):
        raise KeyboardInterrupt

    @property
    def __qualname__(cls):
        return "\ud800" * 10**6


class Named(metaclass=Meta):
    pass


def relu(x):
    return Named()
