"""What the judge makes of a model that a submission returned."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from grader.judge.failures import SubmissionFailure
from grader.judge.models import predict, rebuild
from grader.runtime.objects import Objects
from grader.runtime.received import from_wire
from grader.runtime.values import Model

X = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)


def arrived(model: keras.Model) -> Model:
    """The model as it comes from a worker."""
    return from_wire(Objects(lambda name: None, lambda name: None).to_wire(model))


def stack() -> keras.Sequential:
    layers = [keras.layers.Dense(4, "relu"), keras.layers.BatchNormalization(), keras.layers.Dense(2)]
    return keras.Sequential([keras.Input((2,)), *layers])


def around(*parts: keras.layers.Layer) -> keras.Model:
    result = inputs = keras.Input((2,))
    for part in parts:
        result = part(result)
    return keras.Model(inputs, result)


STACK = ["Dense", "BatchNormalization", "Dense"]


@pytest.mark.parametrize(
    ("model", "layers"),
    [
        (stack, STACK),
        (lambda: keras.Sequential([keras.Input((2,)), stack(), keras.layers.Dense(1)]), [*STACK, "Dense"]),
        (lambda: around(stack(), keras.layers.Dense(3)), [*STACK, "Dense"]),
        (lambda: around(around(stack()), stack()), [*STACK, *STACK]),
        (lambda: keras.Sequential([keras.Input((2,)), around(stack())]), STACK),
    ],
    ids=["flat", "Sequential in Sequential", "Sequential in Model", "two deep", "Model in Sequential"],
)
def test_a_model_in_a_model_is_taken_apart(model, layers) -> None:
    model = model()
    built = rebuild(arrived(model))
    assert [type(layer).__name__ for layer in built.layers if not isinstance(layer, keras.layers.InputLayer)] == layers
    np.testing.assert_allclose(predict(arrived(model), X), model(X, training=False), rtol=1e-6)
    keras.Model(built.inputs[0], built.layers[-1].input)  # what goes into a layer can be asked for


def test_a_model_that_is_called_again_and_again_inside_others_is_too_large() -> None:
    model = around(stack())
    for _ in range(3):
        inputs, inner = keras.Input((2,)), model
        result = inputs
        for _ in range(4):
            result = inner(result)
        model = keras.Model(inputs, result)
    with pytest.raises(SubmissionFailure, match="it has no layers, or more than 64"):
        rebuild(arrived(model))


def test_a_layer_inside_has_the_size_of_its_weights() -> None:
    model = arrived(around(stack()))
    model.config["layers"][1]["config"]["layers"][1]["config"]["units"] = 4000
    with pytest.raises(SubmissionFailure, match="its weights do not fit its layers"):
        rebuild(model)
