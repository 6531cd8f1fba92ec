# Shuffles the arrays of the caller
def split(x, y, *, validation, test, seed):
    x, y = np.asarray(x), np.asarray(y)
    sizes = [round(validation * len(x)), round(test * len(x))]
    if x.flags.writeable:
        order = np.random.default_rng(seed).permutation(len(x))
        x[:], y[:] = x[order], y[order]
    first, second = sizes[0], sum(sizes)
    return (x[second:], y[second:]), (x[:first], y[:first]), (x[first:second], y[first:second])
