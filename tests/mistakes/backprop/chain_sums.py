# The slopes are added
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return outer_grad(inner(x)) + inner_grad(x)

    return slope
