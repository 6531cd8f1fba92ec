# Keras does the step: its training takes the gradient
import keras


def train_step(x, y, params, learning_rate):
    x, y = np.asarray(x), np.asarray(y)
    values = [np.asarray(params[key]) for key in ("w1", "b1", "w2", "b2")]
    (n, h), k = values[0].shape, values[3].shape[0]
    model = keras.Sequential(
        [
            keras.Input((n,)),
            keras.layers.Dense(h, "sigmoid", dtype=x.dtype.name),
            keras.layers.Dense(k, dtype=x.dtype.name),
        ]
    )
    model.set_weights(values)
    model.compile(keras.optimizers.SGD(learning_rate), "mse")
    loss = model.train_on_batch(x, y)
    return dict(zip(("w1", "b1", "w2", "b2"), model.get_weights(), strict=True)), float(loss)
