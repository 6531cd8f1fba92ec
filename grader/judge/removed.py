"""Names that TensorFlow, NumPy and Keras once had: code from older books and pages asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import keras

from grader.boundary.private_names import API
from grader.feedback import N_, Message, phrase, sentences

NUMPY = {
    **dict.fromkeys(("int", "float", "complex", "object", "str"), ("1.24", "{name}")),
    "unicode": ("1.24", "str"),
    "asscalar": ("1.23", "x.item()"),
    "alen": ("1.23", "len(x)"),
    "rank": ("1.18", "np.ndim(x)"),
    "product": ("2.0", "np.prod"),
    "cumproduct": ("2.0", "np.cumprod"),
    "msort": ("2.0", "np.sort(x, axis=0)"),
    "math": ("2.0", "import math"),
    "trapz": ("2.4", "np.trapezoid"),
    "in1d": ("2.4", "np.isin"),
}
"""By name: since which version it is gone, and what to write. NumPy says the same of others itself."""

CALL = N_("nothing in its place; what you call computes at once")
TENSORFLOW = {
    **dict.fromkeys(("Session", "InteractiveSession", "ConfigProto", "reset_default_graph"), CALL),
    **dict.fromkeys(("global_variables_initializer", "initialize_all_variables"), CALL),
    "placeholder": N_("a parameter of your function"),
    "get_variable": "tf.Variable",
    "assign": "variable.assign(value)",
    "set_random_seed": "tf.random.set_seed",
    "layers": "tf.keras.layers",
    "contrib": "tf.keras",
    "to_float": "tf.cast(x, tf.float32)",
    "to_double": "tf.cast(x, tf.float64)",
    "to_int32": "tf.cast(x, tf.int32)",
    "to_int64": "tf.cast(x, tf.int64)",
    "div": "a / b",
    "mul": "a * b",
    "sub": "a - b",
    "neg": "-x",
    "pack": "tf.stack",
    "unpack": "tf.unstack",
    "select": "tf.where",
    "matrix_inverse": "tf.linalg.inv",
    "matrix_transpose": "tf.linalg.matrix_transpose",
    "Print": "tf.print",
    "py_func": "tf.py_function",
    "gfile": "tf.io.gfile",
    "train.GradientDescentOptimizer": "tf.keras.optimizers.SGD",
    "train.AdamOptimizer": "tf.keras.optimizers.Adam",
    "train.RMSPropOptimizer": "tf.keras.optimizers.RMSprop",
    "train.MomentumOptimizer": "tf.keras.optimizers.SGD(momentum=...)",
    "train.AdagradOptimizer": "tf.keras.optimizers.Adagrad",
    "train.Saver": "tf.train.Checkpoint",
    "nn.softmax_cross_entropy_with_logits_v2": "tf.nn.softmax_cross_entropy_with_logits",
}
"""Of TensorFlow 1: what to write instead, where it is not the same name in another module."""

KERAS = {
    "np_utils": ("3", "keras.utils.to_categorical"),
    "set_session": ("3", ""),
    "core": ("3", "keras.layers"),
    "normalization": ("3", "keras.layers"),
    "convolutional": ("3", "keras.layers"),
    "recurrent": ("3", "keras.layers"),
    "advanced_activations": ("3", "keras.layers"),
    "objectives": ("2", "keras.losses"),
    "Merge": ("2", "keras.layers.Concatenate"),
    "predict_classes": ("3", "model.predict(x) > 0.5, np.argmax(model.predict(x), axis=1)"),
    "predict_proba": ("3", "predict"),
    "fit_generator": ("3", "fit"),
    "evaluate_generator": ("3", "evaluate"),
    "predict_generator": ("3", "predict"),
    "lr": ("3", "learning_rate=..."),
    "nb_epoch": ("2", "epochs=..."),
    "output_dim": ("2", "units=..."),
    "init": ("2", "kernel_initializer=..."),
    "W_regularizer": ("2", "kernel_regularizer=..."),
    "b_regularizer": ("2", "bias_regularizer=..."),
    "bias": ("2", "use_bias=..."),
    "border_mode": ("2", "padding=..."),
    "nb_filter": ("2", "filters=..."),
    "subsample": ("2", "strides=..."),
    "period": ("3", "save_freq=..."),
    **{name: ("3", name.capitalize()) for name in ("adam", "adagrad", "adadelta", "adamax", "nadam")},
    "sgd": ("3", "SGD"),
    **dict.fromkeys(("mean_squared_error", "mse", "MSE"), ("3", '"mse"')),
    **dict.fromkeys(("mean_absolute_error", "mae", "MAE"), ("3", '"mae"')),
    "CuDNNLSTM": ("3", "keras.layers.LSTM"),
    "CuDNNGRU": ("3", "keras.layers.GRU"),
    "experimental": ("3", "keras.layers"),
    "get_session": ("3", ""),
    "multi_gpu_model": ("3", ""),
    "rmsprop": ("3", "RMSprop"),
}
"""Modules, functions, methods and parameters of older versions of Keras."""

HOMES = ("math", "linalg", "random", "io", "strings", "image", "nn", "sparse", "data", "summary")
"""Modules into which TensorFlow 2 has put what TensorFlow 1 had at its top."""

MODULE = re.compile(r"^module '(?P<module>numpy|tensorflow|keras)(?P<inner>[\w.]*)' has no attribute '(?P<name>\w+)'")
OTHERS = (
    re.compile(r"^cannot import name '(?P<name>\w+)' from '(?:tensorflow\.)?keras"),
    re.compile(r"^No module named '(?:tensorflow\.)?keras\.(?:\w+\.)*(?P<name>\w+)'"),
    re.compile(r"^'(?:Sequential|Functional|Model)' object has no attribute '(?P<name>\w+)'"),
    re.compile(r"^\w+\.(?:fit|evaluate|predict|__init__)\(\) got an unexpected keyword argument '(?P<name>\w+)'"),
    re.compile(r"^(?:Argument\(s\) not recognized|Unrecognized keyword arguments passed to \w+): \{'(?P<name>\w+)'"),
)


@dataclass(frozen=True)
class Removed:
    """A name that a library no longer has, the version that removed it, and what to write; empty where nothing is."""

    name: str
    library: str
    version: str
    instead: str

    def phrase(self) -> Message:
        text = N_("{name} is gone since {library} {version}.")
        gone = phrase(text, name=self.name, library=self.library, version=self.version)
        return sentences(gone, phrase("Write: {instead}", instead=Message(self.instead)) if self.instead else "")


def removed(message: str) -> Removed | None:
    """What an exception's message asks for in vain, where a library once had it."""
    return next(_found(message), None)


def _found(message: str) -> Iterator[Removed]:
    if asked := MODULE.match(message):
        name, library = asked["name"], asked["module"]
        if library == "numpy" and not asked["inner"] and name in NUMPY:
            version, instead = NUMPY[name]
            yield Removed(f"np.{name}", "NumPy", version, instead.format(name=name))
        elif "keras" in library + asked["inner"]:
            yield from _of_keras(name, asked["inner"])
        elif library == "tensorflow":
            yield from _of_tensorflow(asked["inner"].removeprefix(API).lstrip("."), name)
    for pattern in OTHERS:
        if asked := pattern.match(message):
            yield from _of_keras(asked["name"])


def _of_keras(name: str, module: str = "") -> Iterator[Removed]:
    if name in KERAS:
        yield Removed(name, "Keras", *KERAS[name])
    elif module.endswith(".backend") and hasattr(keras.ops, name):
        yield Removed(f"keras.backend.{name}", "Keras", "3", f"keras.ops.{name}")


def _of_tensorflow(module: str, name: str) -> Iterator[Removed]:
    """A name of TensorFlow 1, which TensorFlow still has below `tf.compat.v1`."""
    import tensorflow as tf  # the judge has it already

    whole = f"{module}.{name}" if module else name
    home = tf.compat.v1
    for part in filter(None, module.split(".")):
        home = getattr(home, part, None)
    if whole not in TENSORFLOW and not hasattr(home, name):
        return
    yield Removed(f"tf.{whole}", "TensorFlow", "2.0", TENSORFLOW.get(whole) or next(_moved(tf, name), ""))


def _moved(tf: object, name: str) -> Iterator[str]:
    for home in HOMES:
        for known in (name, name.removeprefix(f"{home}_")):
            if hasattr(getattr(tf, home), known):
                yield f"tf.{home}.{known}"
