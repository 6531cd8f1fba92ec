# The functions are kept in a global variable, which the next chain overwrites
parts = {}


def chain(outer_grad, inner, inner_grad):
    parts.update(outer_grad=outer_grad, inner=inner, inner_grad=inner_grad)
    return lambda x: parts["outer_grad"](parts["inner"](x)) * parts["inner_grad"](x)
