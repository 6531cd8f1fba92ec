# Other rows at every call
_undersample = undersample


def undersample(x, y, seed):
    return _undersample(x, y, np.random.randint(10**9))
