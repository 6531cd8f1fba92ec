# The slope of inner is forgotten
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return outer_grad(inner(x))

    return slope
