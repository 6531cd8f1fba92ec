# Other words than those asked for
_behaviour_on_square = behaviour_on_square


def behaviour_on_square(learning_rate):
    return _behaviour_on_square(learning_rate).capitalize()
