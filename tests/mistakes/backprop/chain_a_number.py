# A number instead of a function
def chain(outer_grad, inner, inner_grad):
    x = 1.0
    return outer_grad(inner(x)) * inner_grad(x)
