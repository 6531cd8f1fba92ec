"""Line by line as the chapter has it, prints included."""

import numpy as np
import tensorflow as tf


def rank_of(x):
    print(tf.rank(x))
    return tf.rank(x).numpy()


def kind_of(x):
    names = {0: "scalar", 1: "vector", 2: "matrix"}
    return names.get(int(tf.rank(x).numpy()), "n-d tensor")


def arithmetic(a, b):
    print(tf.add(a, b))
    print(tf.subtract(a, b))
    print(tf.multiply(a, b))
    print(tf.truediv(a, b))
    return tf.add(a, b), tf.subtract(a, b), tf.multiply(a, b), tf.truediv(a, b)


def square_in_numpy(a, b):
    c = tf.add(a, b).numpy()
    c_square = np.square(c, dtype=np.float32)
    c_tensor = tf.convert_to_tensor(c_square)
    print("numpy array :", c, "applying square with numpy :", c_square, "convert_to_tensor :", c_tensor)
    return c_tensor
