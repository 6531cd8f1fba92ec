# x * (1 - x) takes x for sigmoid(x)
def sigmoid_grad(x):
    x = np.asarray(x)
    return x * (1 - x)
