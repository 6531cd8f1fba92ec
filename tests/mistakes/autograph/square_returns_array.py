# A number comes out, not a tensor
def square_pos(x):
    return float(x) ** 2 if x > 0 else -float(x)
