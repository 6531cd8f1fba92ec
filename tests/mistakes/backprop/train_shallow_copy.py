# A copy of the dict holds the same arrays
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    new = dict(params)
    for key, grad in backward(y, params, cache).items():
        new[key] -= learning_rate * grad
    return new, np.mean((prediction - np.asarray(y)) ** 2)
