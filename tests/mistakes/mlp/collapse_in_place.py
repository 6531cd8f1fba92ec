# Changes the caller's list
_collapse = collapse


def collapse(layers):
    result = _collapse(layers)
    layers[:] = [(*result, None)]
    return result
