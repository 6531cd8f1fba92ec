# Infinity / infinity far from 0
def tanh(x):
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
