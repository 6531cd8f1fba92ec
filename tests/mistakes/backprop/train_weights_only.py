# The biases stay as they are
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    loss = np.mean((prediction - np.asarray(y)) ** 2)
    return {
        key: np.asarray(params[key]) - learning_rate * grads[key] if key[0] == "w" else np.asarray(params[key])
        for key in grads
    }, loss
