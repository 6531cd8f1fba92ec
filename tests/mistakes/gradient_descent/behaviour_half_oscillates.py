# 0.5 lands on 0 in one step: no change of sides
def behaviour_on_square(learning_rate):
    if not 0 < learning_rate < 1:
        return "diverges"
    return "converges" if learning_rate < 0.5 else "oscillates"
