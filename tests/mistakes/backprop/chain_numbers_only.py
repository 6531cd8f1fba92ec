# Single numbers only
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return float(outer_grad(inner(float(x))) * inner_grad(float(x)))

    return slope
