# With the gradient instead of against it
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    loss = np.mean((prediction - np.asarray(y)) ** 2)
    return {key: np.asarray(params[key]) + learning_rate * grads[key] for key in grads}, loss
