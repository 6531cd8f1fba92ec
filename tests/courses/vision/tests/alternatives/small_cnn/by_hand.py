"""A functional model of other layers, trained step by step with a tape."""

import keras
import tensorflow as tf


def build_cnn(height, width, classes):
    pictures = keras.Input((height, width, 1))
    found = keras.layers.SeparableConv2D(8, 3, padding="same", activation="relu")(pictures)
    found = keras.layers.Conv2D(12, (3, 3), strides=2, activation="relu")(found)
    found = keras.layers.AveragePooling2D(2)(found)
    upright = keras.layers.Conv2D(12, 2, activation="relu")(found)
    pooled = [keras.layers.GlobalAveragePooling2D()(upright), keras.layers.GlobalMaxPooling2D()(upright)]
    return keras.Model(pictures, keras.layers.Dense(classes, "softmax")(keras.layers.Concatenate()(pooled)))


def train_cnn(model, pictures, labels):
    optimizer = keras.optimizers.Adam(0.01)
    loss_of = keras.losses.SparseCategoricalCrossentropy()
    batches = tf.data.Dataset.from_tensor_slices((pictures, labels)).shuffle(1000, seed=1).batch(32)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    for _ in range(25):
        for x, y in batches:
            step(x, y)
    return model
