# relu_grad returns True and False
def relu_grad(x):
    return np.asarray(x) > 0
