# The slope of the slope
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return outer_grad(inner_grad(x))

    return slope
