# math.exp takes single numbers only
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
