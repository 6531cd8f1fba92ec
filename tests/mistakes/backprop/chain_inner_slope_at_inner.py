# The slope of inner is taken at inner(x), not at x
def chain(outer_grad, inner, inner_grad):
    def slope(x):
        return outer_grad(inner(x)) * inner_grad(inner(x))

    return slope
