# The slope of outer is taken at x, not at inner(x)
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return outer_grad(x) * inner_grad(x)

    return slope
