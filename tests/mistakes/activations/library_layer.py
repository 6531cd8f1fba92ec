# The library's own layer
import keras


def relu(x):
    return keras.layers.ReLU()(np.asarray(x))
