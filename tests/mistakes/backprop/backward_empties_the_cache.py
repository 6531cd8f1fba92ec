# Takes everything out of the cache
_backward = backward


def backward(y, params, cache):
    found = _backward(y, params, cache)
    while cache:
        cache.popitem()
    return found
