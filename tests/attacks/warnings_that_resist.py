# title: a flood of warnings with hostile categories
# attacks: relu
# status: failed, error
# stopped by: boundary

import warnings


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit


class Category(UserWarning, metaclass=Meta):
    pass


def relu(x):
    for number in range(10_000):
        warnings.warn(f"\ud800 {number}" * 100, stacklevel=1)
    warnings.warn("last", Category, stacklevel=1)
    return 7
