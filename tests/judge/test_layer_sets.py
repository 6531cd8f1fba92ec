"""Models of the layers that an exercise chooses: they answer as in Keras, and no config costs more than that."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from arrived_models import ODD, arrived, edited, fill, places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers as kl
from keras import tree

from grader.boundary.layer_sets import ALL, SETS
from grader.boundary.records import Model
from grader.judge.failures import SubmissionFailure
from grader.judge.kernels import CONVOLUTIONS, DEPTHWISE, GATES, SEPARABLE, TRANSPOSED, kernels
from grader.judge.models import predict, rebuild

random = np.random.default_rng(5)
PICTURES = random.normal(size=(3, 12, 12, 2)).astype(np.float32)
VOLUMES = random.normal(size=(2, 6, 6, 6, 2)).astype(np.float32)
SERIES = random.normal(size=(3, 10, 4)).astype(np.float32)
ENDING = np.concatenate([SERIES[:, :5], np.zeros_like(SERIES[:, 5:])], axis=1)
TOKENS = random.integers(0, 3, (4, 9))
TEXTS = np.array([["a b"], ["ccc c."]])


def chosen(model: keras.Model, *sets: str) -> Model:
    """The model as it arrives where these sets are chosen; all of them where none is named."""
    return replace(arrived(model), layers=sets or tuple(SETS))


def row(x: np.ndarray, *layers: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input(x.shape[1:], dtype="string" if x is TEXTS else None), *layers])


def masked() -> keras.Model:
    """Keras adds operations for its mask to the config."""
    tokens = keras.Input((None,))
    embedded = kl.Embedding(20_000, 4, mask_zero=True)(tokens)
    return keras.Model(tokens, kl.GRU(2)(kl.Bidirectional(kl.LSTM(3, return_sequences=True))(embedded)))


def states() -> keras.Model:
    series = keras.Input((10, 4))
    sequence, h, c = kl.LSTM(3, return_state=True, return_sequences=True)(kl.Masking()(series))
    return keras.Model(series, [kl.LSTM(3)(sequence, initial_state=[h, c]), h])


def two_sided(by_name: bool) -> keras.Model:
    picture, series = keras.Input((12, 12, 2), name="picture"), keras.Input((None, 4), name="series")
    joined = kl.Concatenate()([kl.GlobalAveragePooling2D()(kl.Conv2D(3, 3)(picture)), kl.GRU(2)(series)])
    one, two = kl.Dense(1)(joined), kl.Dense(2, "softmax")(joined)
    if by_name:
        return keras.Model({"picture": picture, "series": series}, {"one": one, "two": two})
    return keras.Model([picture, series], [one, two])


def words(mode: str, length: int | None = None) -> keras.layers.Layer:
    layer = kl.TextVectorization(output_mode=mode, output_sequence_length=length)
    layer.adapt(["a b ccc", "b ccc"])
    return layer


ANSWERING: dict[str, tuple[Any, Any]] = {
    "a small CNN": (
        lambda: row(
            PICTURES,
            *(kl.Conv2D(4, 3, activation="relu"), kl.BatchNormalization(), kl.MaxPooling2D()),
            *(kl.Flatten(), kl.Dropout(0.5), kl.Dense(3, "softmax")),
        ),
        PICTURES,
    ),
    "kernels by depth": (
        lambda: row(PICTURES, kl.SeparableConv2D(5, 2, depth_multiplier=2), kl.DepthwiseConv2D(2, depth_multiplier=3)),
        PICTURES,
    ),
    "pictures that grow and shrink": (
        lambda: row(
            PICTURES,
            *(kl.Conv2D(4, 3, padding="same", dilation_rate=2, groups=2), kl.Conv2DTranspose(3, 3, 2, "same")),
            *(kl.UpSampling2D(), kl.ZeroPadding2D((1, 2)), kl.Cropping2D(2), kl.AveragePooling2D(3, 1, "same")),
            *(kl.SpatialDropout2D(0.5), kl.Permute((2, 1, 3)), kl.GlobalMaxPooling2D()),
        ),
        PICTURES,
    ),
    "convolutions of series": (
        lambda: row(
            SERIES,
            *(
                kl.Conv1D(3, 2, padding="causal", dilation_rate=4),
                kl.Conv1DTranspose(2, 3, 2),
                kl.SeparableConv1D(3, 3),
            ),
            *(kl.DepthwiseConv1D(2), kl.MaxPooling1D(2), kl.GlobalAveragePooling1D()),
        ),
        SERIES,
    ),
    "volumes": (
        lambda: row(VOLUMES, kl.Conv3D(2, 2), kl.Conv3DTranspose(2, 2), kl.MaxPooling3D(2), kl.Flatten()),
        VOLUMES,
    ),
    **{
        kind.__name__: (
            lambda kind=kind: row(SERIES, kl.Bidirectional(kind(3, return_sequences=True)), kind(2, unroll=True)),
            SERIES,
        )
        for kind in GATES
    },
    "a mask, and series of any length": (masked, TOKENS),
    "states that are handed on": (states, ENDING),
    "two inputs and two outputs": (lambda: two_sided(by_name=False), [PICTURES, SERIES]),
    "the same by name": (lambda: two_sided(by_name=True), {"picture": PICTURES, "series": SERIES}),
    "the same in a list, given by name": (
        lambda: two_sided(by_name=False),
        {"picture": PICTURES, "series": SERIES},
    ),
    "words as numbers": (
        lambda: row(TEXTS, words("int", 4), kl.Embedding(10, 2), kl.GlobalMaxPooling1D(), kl.Dense(1)),
        TEXTS,
    ),
    **{
        f"words by {mode}": (lambda mode=mode: row(TEXTS, words(mode), kl.Dense(2)), TEXTS)
        for mode in ("count", "tf_idf")
    },
}


@pytest.mark.parametrize(("make", "x"), ANSWERING.values(), ids=ANSWERING.keys())
def test_a_model_answers_as_it_does_in_keras(make, x) -> None:
    model = fill(make())
    wanted = model(keras.ops.convert_to_tensor(x.tolist(), "string") if x is TEXTS else x, training=False)
    found = predict(chosen(model), x)
    tree.assert_same_structure(found, wanted)
    for part, right in zip(tree.flatten(found), tree.flatten(wanted), strict=True):
        np.testing.assert_allclose(part, right, rtol=1e-4, atol=1e-5)


def test_many_rows_are_taken_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fill(two_sided(by_name=True))
    right = predict(chosen(model), {"picture": PICTURES, "series": SERIES})
    monkeypatch.setattr("grader.judge.models.AT_ONCE", 1)
    found = predict(chosen(model), {"picture": PICTURES, "series": SERIES})
    assert {name: part.shape for name, part in found.items()} == {"one": (3, 1), "two": (3, 2)}
    np.testing.assert_allclose(found["two"], right["two"], rtol=1e-5)


# Sizes are known before anything is built

KINDS = [*CONVOLUTIONS, *TRANSPOSED, *DEPTHWISE, *SEPARABLE]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.data())
def test_the_kernels_of_a_convolution_are_those_that_keras_makes(kind, size, channels, count, data) -> None:
    first = {"depth_multiplier": count} if kind in DEPTHWISE else {"filters": count}
    if kind in SEPARABLE:
        first["depth_multiplier"] = data.draw(st.integers(1, 3))
    layer = kind(kernel_size=size, use_bias=False, data_format=data.draw(st.sampled_from(["channels_last"])), **first)
    shape = (None, *[6] * layer.rank, channels)
    wanted = kernels(layer, shape)
    layer.build(shape)
    assert wanted == [tuple(weight.shape) for weight in layer.weights]


@pytest.mark.parametrize("kind", [*GATES, kl.Dense, kl.Embedding])
def test_the_kernels_of_other_layers_are_those_that_keras_makes(kind) -> None:
    layer = kind(5, 3) if kind is kl.Embedding else kind(5, use_bias=False)
    wanted = kernels(layer, (None, 7, 2))
    layer.build((None, 7, 2))
    assert wanted == [tuple(weight.shape) for weight in layer.weights]


def test_every_layer_is_keras_own() -> None:
    assert [name for name in ALL if not hasattr(kl, name)] == []


# Configs that no honest model has


def inner(model: keras.Model, value: object, *path: str, sets: tuple[str, ...] = ()) -> Model:
    """What arrives with another value in the last layer's config."""
    record = edited(model, "layers", -1, "config", *path, value=value)
    return replace(record, layers=sets or tuple(SETS))


def convolution(**settings: object) -> keras.Model:
    return row(PICTURES, kl.Conv2D(**{"filters": 3, "kernel_size": 3, **settings}))


def bidirectional() -> keras.Model:
    return row(SERIES, kl.Bidirectional(kl.LSTM(3)))


def cell(name: str, **config: object) -> dict[str, object]:
    return {"module": "keras.layers", "class_name": name, "config": config, "registered_name": None}


def text(value: object, key: str) -> Model:
    return inner(row(TEXTS, words("int", 4)), value, key)


def growing(*layers: keras.layers.Layer) -> Model:
    return chosen(row(PICTURES, *layers))


def dilated() -> Model:
    return inner(row(PICTURES, kl.Conv2D(3, 3, padding="same")), [4096, 4096], "dilation_rate")


def endless(**config: object) -> Model:
    record = chosen(row(SERIES, kl.LSTM(3)))
    record.config["layers"][0]["config"].update(config)
    return record


FOREIGN, MISFIT, KERAS = "your own layer or function", "its weights do not fit", "Keras cannot rebuild it"
VALUES, WORK, WHOLE = "too many values", "too much computation", "is not a whole number"
HOSTILE: dict[str, tuple[Any, str]] = {
    "a layer of a set that is not chosen": (lambda: chosen(convolution(), "dense", "text"), FOREIGN),
    "a Dense layer where none is chosen": (lambda: chosen(row(PICTURES, kl.Dense(2)), "conv"), FOREIGN),
    "a kernel larger than its weights": (lambda: inner(convolution(), [4000, 4000], "kernel_size"), MISFIT),
    "more filters than weights": (lambda: inner(convolution(), 4000, "filters"), MISFIT),
    "groups that divide nothing": (lambda: inner(convolution(), 3, "groups"), MISFIT),
    "no groups": (lambda: inner(convolution(), 0, "groups"), KERAS),
    "a stride of nothing": (lambda: inner(convolution(), [0, 0], "strides"), KERAS),
    "a stride backwards": (lambda: inner(convolution(), [-1, -1], "strides"), KERAS),
    "a size that is a float": (lambda: inner(convolution(), 1e9, "strides"), WHOLE),
    "a size that is True": (lambda: inner(convolution(), [True, True], "kernel_size"), WHOLE),
    "a size above the limit": (lambda: inner(convolution(), [10**9] * 2, "strides"), "is above 4096"),
    "gaps as wide as a field": (dilated, VALUES),
    "a size of too many axes": (lambda: inner(convolution(), [1] * 9, "kernel_size"), KERAS),
    "padding without end": (
        lambda: inner(row(PICTURES, kl.ZeroPadding2D(1)), [[4096, 4096]] * 2, "padding"),
        VALUES,
    ),
    "pictures that grow again and again": (lambda: growing(*[kl.UpSampling2D(8) for _ in range(6)]), VALUES),
    "a wide stride backwards": (
        lambda: inner(row(PICTURES, kl.Conv2DTranspose(3, 3)), [4096, 4096], "strides"),
        VALUES,
    ),
    "a window at every place": (
        lambda: chosen(keras.Sequential([keras.Input((256, 256, 8)), kl.MaxPooling2D(255, 1, "same")])),
        WORK,
    ),
    "a deep stack": (
        lambda: chosen(
            keras.Sequential(
                [keras.Input((64, 64, 16)), *[kl.Conv2D(16, 5, padding="same") for _ in range(8)]],
            )
        ),
        WORK,
    ),
    "an input of another rank": (
        lambda: edited_shape(convolution(), [None, 2]),
        KERAS,
    ),
    "a recurrent layer above its weights": (lambda: inner(row(SERIES, kl.LSTM(3)), 4000, "units"), MISFIT),
    "steps without end": (lambda: endless(batch_shape=[None, None, 4]), "an axis of unknown length"),
    "a cell inside": (
        lambda: inner(bidirectional(), cell("LSTMCell", units=3), "layer"),
        "the layer inside Bidirectional",
    ),
    "a Bidirectional inside": (
        lambda: inner(bidirectional(), cell("Bidirectional", layer=cell("LSTM", units=3)), "layer"),
        "the layer inside Bidirectional",
    ),
    "cells in cells": (
        lambda: edited_class(bidirectional(), "RNN", {"cell": [cell("LSTMCell", units=3)] * 9}),
        FOREIGN,
    ),
    "a Lambda": (lambda: edited_class(convolution(), "Lambda", {"function": "code"}), FOREIGN),
    "a layer from a file": (lambda: edited_class(convolution(), "TFSMLayer", {"filepath": "/etc"}), FOREIGN),
    "a class of one's own": (
        lambda: replace(
            edited(convolution(), "layers", -1, "registered_name", value="mine>Conv2D"), layers=tuple(SETS)
        ),
        FOREIGN,
    ),
    "a module of one's own": (
        lambda: replace(edited(convolution(), "layers", -1, "module", value="os"), layers=tuple(SETS)),
        FOREIGN,
    ),
    "an initialiser of one's own": (
        lambda: inner(convolution(), {"class_name": "function", "config": "f", "module": "os"}, "kernel_initializer"),
        FOREIGN,
    ),
    "a vocabulary in a file": (lambda: text("/etc/passwd", "vocabulary"), "no vocabulary yet"),
    "no vocabulary": (lambda: text(None, "vocabulary"), "no vocabulary yet"),
    "a vocabulary of lists": (lambda: text([["a"]], "vocabulary"), "no vocabulary yet"),
    "a word twice": (lambda: text(["a", "a"], "vocabulary"), KERAS),
    "a function that standardizes": (
        lambda: text({"class_name": "function", "module": "builtins", "config": "eval"}, "standardize"),
        "standardize",
    ),
    "a way to split by itself": (lambda: text("pickle", "split"), "split"),
    "sequences of words without end": (lambda: text(4000, "ngrams"), "ngrams"),
    "a length that nobody knows": (lambda: text(None, "output_sequence_length"), "set output_sequence_length"),
    "a length that is True": (lambda: text(True, "output_sequence_length"), WHOLE + "|set output_sequence_length"),
    "ragged rows": (lambda: text(True, "ragged"), "ragged"),
    "0 for False": (lambda: text(0, "sparse"), "sparse"),
    "a table larger than its weights": (
        lambda: inner(row(TOKENS, kl.Embedding(9, 2)), 100_000, "input_dim"),
        MISFIT,
    ),
    "a table above every limit": (lambda: inner(row(TOKENS, kl.Embedding(9, 2)), 10**9, "input_dim"), "is above"),
}


def edited_shape(model: keras.Model, shape: list[int | None]) -> Model:
    return replace(edited(model, "layers", 0, "config", "batch_shape", value=shape), layers=tuple(SETS))


def edited_class(model: keras.Model, name: str, config: dict[str, object]) -> Model:
    return replace(edited(model, "layers", -1, value=cell(name, **config)), layers=tuple(SETS))


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_config_that_no_model_has_costs_a_sentence(make, reason) -> None:
    with pytest.raises(SubmissionFailure, match=f"cannot be graded: .*({reason})"):
        rebuild(make())


def test_a_vocabulary_is_no_file_for_the_layer_inside_a_model_either() -> None:
    """Keras would read it while the model is built."""
    record = chosen(keras.Sequential([row(TEXTS, words("int", 4)), kl.Embedding(9, 2)]))
    parts = record.config["layers"]
    part = next(each for each in parts if each["class_name"] in ("Sequential", "Functional"))
    part["config"]["layers"][-1]["config"]["vocabulary"] = "/etc/passwd"
    with pytest.raises(SubmissionFailure, match="no vocabulary yet"):
        rebuild(record)


def test_an_operation_behind_a_mask_is_no_way_in() -> None:
    """Only operations that nothing but masks use are left out."""
    record = chosen(masked())
    operation = next(part for part in record.config["layers"] if part["class_name"] == "NotEqual")
    record.config["output_layers"] = [[operation["name"], 0, 0]]
    with pytest.raises(SubmissionFailure, match="is an operation"):
        rebuild(record, TOKENS)


def test_an_answer_outside_of_a_table_costs_a_sentence() -> None:
    with pytest.raises(SubmissionFailure, match="cannot be applied"):
        predict(chosen(row(TOKENS, kl.Embedding(9, 2))), TOKENS + 100)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_in_a_config_gives_a_sentence_at_most(data) -> None:
    make, x = data.draw(st.sampled_from([part for name, part in ANSWERING.items() if name in CHANGED]))
    record = chosen(make())
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(places(record.config)))
        part: Any = record.config
        for place in path[:-1]:
            part = part[place]
        part[path[-1]] = data.draw(ODD)
    with contextlib.suppress(SubmissionFailure):
        predict(record, x)


CHANGED = ("a small CNN", "pictures that grow and shrink", "a mask, and series of any length", "words as numbers")
