"""Tables that calls fill: a registry of gates, a function for each type, subclasses that are found, a setting."""

import functools
import heapq
import sys
import typing

import keras
import numpy as np
import tensorflow.experimental.numpy as tnp

tnp.experimental_enable_numpy_behavior()
sys.setrecursionlimit(2000)

GATES, LAYERS = {}, []
OPTIONS = None
ROWS = np.zeros((4, 2), np.float32)
np.put(ROWS, [3, 4, 6, 7], 1.0)


def add_gate(name, weight, bias):
    GATES[name] = ([weight] * 2, bias)


def append(layers, layer):
    heapq.heappush(layers, layer)


def choose(rate):
    global OPTIONS
    OPTIONS = {"loss": "mse", "optimizer": keras.optimizers.SGD(rate), "metrics": ["accuracy", "acc"]}
    return OPTIONS


for gate, bias in (("and", -1.5), ("or", -0.5)):
    add_gate(gate, 1.0, bias)
others = GATES
others["nand"] = ([-2.0, -2.0], 3.0)
append(LAYERS, (1, "output"))
append(LAYERS, (0, "hidden"))


@functools.singledispatch
def step(z, threshold=0.0):
    return (np.asarray(z) > threshold).astype(np.int64)


@step.register(int)
@step.register(float)
def _(z, threshold=0.0):
    return int(z > threshold)


@step.register(list)
def _(z, threshold=0.0):
    return [step(each, threshold) for each in z]


def perceptron(x, w, b):
    return step(np.asarray(x) @ np.asarray(w) + np.asarray(b))


def gate_weights(gate):
    return GATES[gate]


class Layer:
    kinds: typing.ClassVar = {}

    def __init_subclass__(cls, name):
        Layer.kinds[name] = cls


class Hidden(Layer, name="hidden"):
    def __call__(self, x):
        return np.stack([perceptron(x, *GATES[gate]) for gate in ("or", "nand")], axis=1)


class Output(Layer, name="output"):
    def __call__(self, x):
        return perceptron(x, *GATES["and"])


def xor(x):
    return functools.reduce(lambda rows, layer: Layer.kinds[layer[1]]()(rows), sorted(LAYERS), x)


class Gate:
    def __init__(self, answers):
        self.answers = np.asarray(answers, np.float32).reshape(4, 1)


class And(Gate):
    pass


class Or(Gate):
    pass


class Nand(Gate):
    pass


class Xor(Gate):
    pass


ANSWERS = {And: [0, 0, 0, 1], Or: [0, 1, 1, 1]}
ANSWERS.update({Nand: [1, 1, 1, 0]})
setattr(Xor, "rows", [0, 1, 1, 0])  # noqa: B010


def truth_table(gate):
    for kind in Gate.__subclasses__():
        if kind.__name__.lower() == gate:
            return ROWS, kind(ANSWERS.get(kind, getattr(kind, "rows", None))).answers
    raise ValueError(gate)


def build_perceptron():
    one = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model = keras.Sequential([keras.Input((2,)), one])
    model.compile(**choose(0.1))
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    keras.utils.set_random_seed(seed)
    model = build_perceptron()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
