# Writes the answers into the rows that it was given
def xor(x):
    x = np.asarray(x)
    x[:, 0] = x[:, 0] != x[:, 1]
    return x[:, 0].astype(int)
