# Slices in the old order
def split(x, y, *, validation, test, seed):
    x, y = np.asarray(x), np.asarray(y)
    sizes = [round(validation * len(x)), round(test * len(x))]
    first, second = len(x) - sum(sizes), len(x) - sizes[1]
    return (x[:first], y[:first]), (x[first:second], y[first:second]), (x[second:], y[second:])
