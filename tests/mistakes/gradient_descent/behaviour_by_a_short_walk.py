# Walks a hundred steps, and takes a slow walk for one that goes nowhere
def behaviour_on_square(learning_rate):
    x = 1.0
    for _ in range(100):
        x -= learning_rate * 2 * x
    if abs(x) > 0.9:
        return "diverges"
    return "converges" if learning_rate <= 0.5 else "oscillates"
