# Every change of sides is taken for divergence
def behaviour_on_square(learning_rate):
    return "converges" if 0 < learning_rate <= 0.5 else "diverges"
