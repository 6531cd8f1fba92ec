# The learning rate counts twice
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    loss = np.mean((prediction - np.asarray(y)) ** 2)
    return {key: np.asarray(params[key]) - learning_rate**2 * grads[key] for key in grads}, loss
