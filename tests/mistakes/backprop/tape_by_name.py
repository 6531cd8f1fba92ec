# The tape does the work
import tensorflow as tf


def train_step(x, y, params, learning_rate):
    params = {key: tf.Variable(value) for key, value in params.items()}
    with tf.GradientTape() as tape:
        hidden = tf.sigmoid(tf.matmul(x, params["w1"]) + params["b1"])
        loss = tf.reduce_mean((tf.matmul(hidden, params["w2"]) + params["b2"] - y) ** 2)
    grads = tape.gradient(loss, params)
    return {key: params[key] - learning_rate * grads[key] for key in params}, loss
