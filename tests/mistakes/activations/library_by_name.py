# The library's own function, asked for by a string
import keras


def relu(x):
    return keras.activations.get("relu")(np.asarray(x))
