# A small learning rate is slow, which is not the same as going away
def behaviour_on_square(learning_rate):
    x = 1.0
    for _ in range(100):
        x -= learning_rate * 2 * x
    if abs(x) > 1e-3:
        return "diverges"
    return "converges" if learning_rate <= 0.5 else "oscillates"
