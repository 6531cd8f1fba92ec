# w2 is updated before the error travels back through it
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    new = {key: np.asarray(value) for key, value in params.items()}
    for key in ("w2", "b2", "w1", "b1"):
        new[key] = new[key] - learning_rate * backward(y, new, cache)[key]
    return new, np.mean((prediction - np.asarray(y)) ** 2)
