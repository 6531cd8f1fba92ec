# title: an exception whose name, text and traceback are hostile
# attacks: relu
# status: error, failed
# stopped by: boundary


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit


class Hostile(BaseException, metaclass=Meta):
    def __str__(self):
        return "\ud800\x1b[2J" * 10**6

    @property
    def __traceback__(self):
        raise self


def relu(x):
    raise Hostile
