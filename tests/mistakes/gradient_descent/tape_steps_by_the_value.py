# The value of f takes the place of its slope
def descend_tape(f, start, learning_rate, steps):
    return descend(f, start, learning_rate, steps)
