# title: an object that runs code when it is unpickled or copied
# attacks: relu
# status: failed
# stopped by: boundary

from world import acts


class Bomb:
    def __reduce__(self):
        acts()
        return acts, ()

    def __deepcopy__(self, memo):
        acts()


def relu(x):
    return Bomb()
