# A negative learning rate leads uphill
def behaviour_on_square(learning_rate):
    if learning_rate >= 1:
        return "diverges"
    return "converges" if learning_rate <= 0.5 and learning_rate else "oscillates"
