# A layer with one weight of 1, and the library's activation by its name
import keras


def tanh(x):
    x = np.asarray(x)
    flat = x.reshape(-1, 1).astype(x.dtype if x.dtype == np.float64 else np.float32)
    layer = keras.layers.Dense(1, activation="tanh", use_bias=False, kernel_initializer="ones", dtype=flat.dtype.name)
    return np.asarray(layer(flat)).reshape(x.shape)
