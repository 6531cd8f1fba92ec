# A tensor instead of a float
import tensorflow as tf

_accuracy = accuracy


def accuracy(y_true, y_pred):
    return tf.constant(_accuracy(y_true, y_pred))
