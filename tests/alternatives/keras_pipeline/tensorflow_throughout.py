"""Tensors from end to end, the functional API by tf.nn functions, Adam, metric objects."""

import tensorflow as tf


def split(x, y, *, validation, test, seed):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    m = int(x.shape[0])
    order = tf.argsort(tf.random.stateless_uniform([m], seed=[seed % 2**31, seed // 2**31]))
    n_validation, n_test = -int(-m * validation // 1), int(m * test)
    sizes = [m - n_validation - n_test, n_validation, n_test]
    return tuple((tf.gather(x, rows), tf.gather(y, rows)) for rows in tf.split(order, sizes))


def last_layer(task, n_outputs):
    return {
        "regression": lambda: tf.keras.layers.Dense(n_outputs, activation=tf.keras.activations.linear),
        "binary": lambda: tf.keras.layers.Dense(1, activation=tf.nn.sigmoid),
        "multiclass": lambda: tf.keras.layers.Dense(n_outputs, activation=tf.nn.softmax),
    }[task]()


def build_model(task, n_features, n_outputs=1):
    layers = [tf.keras.layers.Dense(24, activation=tf.nn.relu), tf.keras.layers.Dense(12, tf.keras.activations.relu)]
    return tf.keras.Sequential([tf.keras.Input(shape=(n_features,)), *layers, last_layer(task, n_outputs)])


def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input(shape=[n_features])
    hidden = tf.keras.layers.Dense(20)(inputs)
    hidden = tf.keras.layers.LeakyReLU()(hidden)
    skipped = tf.keras.layers.Concatenate()([hidden, inputs])
    return tf.keras.Model(inputs, last_layer(task, n_outputs)(skipped), name="with_a_shortcut")


def compile_model(model, task):
    loss, metrics = {
        "regression": (tf.keras.losses.mse, []),
        "binary": (tf.keras.losses.binary_crossentropy, [tf.keras.metrics.BinaryAccuracy(name="right"), "mse"]),
        "multiclass": (tf.keras.losses.categorical_crossentropy, [tf.keras.metrics.CategoricalAccuracy()]),
    }[task]
    model.compile(tf.keras.optimizers.Adam(), loss, metrics=metrics)
    return model


def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    data = tf.data.Dataset.from_tensor_slices(train).shuffle(len(train[0]), seed=seed).batch(batch_size)
    held_out = tf.data.Dataset.from_tensor_slices(validation).batch(batch_size)
    return model.fit(data, validation_data=held_out, epochs=epochs, verbose=0).history


def evaluate(model, data):
    return model.evaluate(tf.data.Dataset.from_tensor_slices(data).batch(16), verbose=0, return_dict=True)


def predict_classes(model, x, task):
    probabilities = model(tf.convert_to_tensor(x), training=False)
    if task == "binary":
        return tf.cast(tf.squeeze(probabilities, axis=1) > 0.5, tf.int32)
    return tf.argmax(probabilities, axis=1)
