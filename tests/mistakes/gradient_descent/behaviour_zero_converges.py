# At 0 the walk stays where it is
def behaviour_on_square(learning_rate):
    if not 0 <= learning_rate < 1:
        return "diverges"
    return "converges" if learning_rate <= 0.5 else "oscillates"
