"""The Keras pipeline: data, model, compile, fit, evaluate, predict.

Every project in Keras takes the same five steps:

1. Define the data, and split it. The model learns from the *training* set; the *validation* set is watched while it
   learns; the *test* set is touched once, at the end, to say how good the model is on data that it has never seen.
2. Define a model that fits the data. Its first layer must know the shape of a row.
3. Compile it: choose a loss, an optimizer ("sgd", "rmsprop", "adam", ...) and metrics.
4. Train it with `fit`. One *epoch* goes through all training rows once, in batches of `batch_size` rows.
5. Evaluate it, and predict with it.

What you predict decides the last layer and the loss. There are three kinds of task here:

    task          y                               last layer                 loss
    "regression"  a number                        1 unit or more, linear     mse
    "binary"      0 or 1                          1 unit, sigmoid            binary_crossentropy
    "multiclass"  one of k classes, as a one-hot  k units, softmax           categorical_crossentropy
                  row such as [0, 1, 0]

sigmoid and softmax turn the weighted sums into probabilities. For two classes or more, accuracy is the share of rows
whose most probable class is the right one.

What you can rely on: x is (m, n) and y is (m,) or (m, 1), for "multiclass" (m, k). Both are NumPy arrays or tensors. Do
not change any array. Where a function takes a seed, the same seed gives the same result, every time.
"""

import numpy as np
import tensorflow as tf


def split(x, y, *, validation, test, seed):
    """Shuffles the rows and deals them out: a tuple ((x, y), (x, y), (x, y)) of training, validation and test set.

    validation and test are fractions of *all* m rows: with 10 rows, validation=0.2 and test=0.3 there are 2 and 3 rows
    in these sets (if a fraction is not a whole number of rows, the size may be off by one), and the other 5 are for
    training. Every row lands in exactly one set, and each x row keeps its y row. The seed decides the order; x and y
    may be sorted, so take the rows of all three sets from the shuffled order.

    For example:

        x, y = np.arange(10.0).reshape(10, 1), np.arange(10.0)
        training, held_out, tested = split(x, y, validation=0.2, test=0.3, seed=1)
        training[0].shape, held_out[0].shape, tested[0].shape  ->  ((5, 1), (2, 1), (3, 1))
        training[0][:, 0] == training[1]  ->  all True
    """
    raise NotImplementedError("write this function")


def build_model(task, n_features, n_outputs=1):
    """A new `Sequential` model for the task: at least one non-linear hidden layer, and the right output.

    `model.input_shape` is (None, n_features) at once, before the model has seen data: begin with an Input. The last
    layer is the one of the table above; n_outputs is the number of its units: the classes of "multiclass", the numbers
    that "regression" predicts; "binary" has one unit. Models for classification answer with probabilities. Use Keras's
    own layers for rows of numbers (Dense, Dropout, BatchNormalization, ...) and activations ("relu", "tanh", ...);
    others cannot be graded.

    For example:

        build_model("binary", 4).input_shape  ->  (None, 4)
        build_model("multiclass", 4, 3).predict(np.zeros((2, 4)))  ->  (2, 3) probabilities, each row adds up to 1
    """
    raise NotImplementedError("write this function")


def build_functional(task, n_features, n_outputs=1):
    """The same kind of model through the functional API: each layer is called on the result of the one before.

    `inputs = tf.keras.Input(...)`, then `x = layer(inputs)` and so on, at the end `tf.keras.Model(inputs, outputs)`.
    Here too only Keras's own layers can be graded: not `keras.ops`, and not `+` or `*` between the layers' outputs.

    For example:

        build_functional("regression", 3).input_shape  ->  (None, 3)
    """
    raise NotImplementedError("write this function")


def compile_model(model, task):
    """Compiles the model with the task's loss (see the table above), any optimizer, and metrics; returns the model.

    "binary" and "multiclass" get a metric that is the share of correctly classified rows ("acc" is one); "regression"
    needs none. More metrics are fine, up to 32. Give them by name, `model.compile(..., metrics=[...])`: the third
    argument of `compile` is not `metrics`.

    For example:

        compile_model(build_model("binary", 4), "binary").loss  ->  'binary_crossentropy'
    """
    raise NotImplementedError("write this function")


def train(model, train, validation, *, epochs, batch_size, seed):
    """Trains the given, compiled model and returns what was measured on the way, as a dict of lists.

    train and validation are pairs (x, y). The model itself changes; do not build or compile it again. The dict has a
    key for the loss and for each metric, and the same with "val_" in front for the validation set, each with a list of
    one float for every epoch: `model.fit(...).history` is such a dict. Set the seed (`tf.keras.utils.set_random_seed`)
    before training: it decides the order of the rows.

    For example, for a model with the metric "acc":

        train(model, (x, y), (x_val, y_val), epochs=2, batch_size=32, seed=1)
        ->  {"acc": [0.8, 0.9], "loss": [0.5, 0.3], "val_acc": [0.7, 0.9], "val_loss": [0.6, 0.4]}
    """
    raise NotImplementedError("write this function")


def evaluate(model, data):
    """Loss and metrics of the compiled model over all rows of data, a pair (x, y), as a dict.

    Its keys are the names that Keras reports, its values are floats. A plain `model.evaluate(x, y)` gives the numbers
    without their names.

    For example, for a model with the metric "acc":

        evaluate(model, (x, y))  ->  {"acc": 1.0, "loss": 0.2106}
    """
    raise NotImplementedError("write this function")


def predict_classes(model, x, task):
    """The class of each row, as whole numbers (m,), for "binary" and "multiclass".

    "binary": 1 where the model's probability is above 0.5, else 0. "multiclass": the place of the largest probability,
    counted from 0.

    For example, where `model.predict(x)` is [[0.49], [0.55], [0.5]] or [[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]:

        predict_classes(model, x, "binary")  ->  [0, 1, 0]
        predict_classes(model, x, "multiclass")  ->  [1, 0]
    """
    raise NotImplementedError("write this function")
