# Floats where floats came in
def xor(x):
    x = np.asarray(x)
    return abs(x[:, 0] - x[:, 1])
