# The mean absolute error
def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    loss = np.mean(np.abs(prediction - np.asarray(y)))
    return {key: np.asarray(params[key]) - learning_rate * grads[key] for key in grads}, loss
