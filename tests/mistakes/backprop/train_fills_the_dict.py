# New arrays, but put into the given dict
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    for key, grad in backward(y, params, cache).items():
        params[key] = np.asarray(params[key]) - learning_rate * grad
    return params, np.mean((prediction - np.asarray(y)) ** 2)
