"""TensorFlow: matmul, tf.sigmoid, tensors in the cache."""

import tensorflow as tf


def chain(outer_grad, inner, inner_grad):
    @tf.function
    def slope(x):
        u = inner(x)
        return tf.multiply(outer_grad(u), inner_grad(x))

    return slope


def forward(x, params):
    params = {key: tf.convert_to_tensor(value) for key, value in params.items()}
    x = tf.convert_to_tensor(x)
    z = tf.matmul(x, params["w1"]) + params["b1"]
    a = tf.sigmoid(z)
    prediction = tf.matmul(a, params["w2"]) + params["b2"]
    return prediction, {"x": x, "z": z, "a": a, "prediction": prediction}


def backward(y, params, cache):
    a = tf.sigmoid(cache["z"])
    count = tf.cast(tf.size(cache["prediction"]), a.dtype)
    d_out = 2 * (cache["prediction"] - tf.convert_to_tensor(y)) / count
    d_z = tf.matmul(d_out, params["w2"], transpose_b=True) * a * (1 - a)
    return {
        "b2": tf.reduce_sum(d_out, axis=0),
        "w2": tf.matmul(a, d_out, transpose_a=True),
        "b1": tf.reduce_sum(d_z, axis=0),
        "w1": tf.matmul(cache["x"], d_z, transpose_a=True),
    }


@tf.function
def mean_squared_error(y, prediction):
    return tf.reduce_mean(tf.square(y - prediction))


def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    new = {}
    for key, grad in backward(y, params, cache).items():
        variable = tf.Variable(params[key])
        variable.assign_sub(learning_rate * grad)
        new[key] = variable
    return new, mean_squared_error(y, prediction)
