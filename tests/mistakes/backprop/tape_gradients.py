# tf.gradients does the work
import tensorflow as library


def backward(y, params, cache):
    @library.function
    def slopes(params):
        prediction = forward_graph(cache["x"], params)
        return library.gradients(library.reduce_mean((prediction - y) ** 2), params)

    return dict(zip(params, slopes([library.constant(value) for value in params.values()]), strict=True))


def forward_graph(x, params):
    w1, b1, w2, b2 = params
    return library.matmul(library.sigmoid(library.matmul(x, w1) + b1), w2) + b2
