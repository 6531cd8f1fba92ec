# The 2 of the slope 2 * x is missing
_behaviour_on_square = behaviour_on_square


def behaviour_on_square(learning_rate):
    return _behaviour_on_square(learning_rate / 2)
