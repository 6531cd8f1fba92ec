"""What the judge makes of a model that a submission returned."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import keras
import numpy as np
import pytest
from arrived_models import ODD, arrived, edited, fill, places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.boundary.records import Model
from grader.judge.failures import SubmissionFailure
from grader.judge.models import layer_configs, moved, predict, rebuild

X = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)


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


def test_a_model_that_is_called_again_and_again_inside_others_is_too_large(wording: object) -> None:
    model = around(stack())
    for _ in range(3):
        inputs, inner = keras.Input((2,)), model
        result = inputs
        for _ in range(4):
            result = inner(result)
        model = keras.Model(inputs, result)
    with pytest.raises(SubmissionFailure) as caught:
        rebuild(arrived(model))
    assert str(caught.value) == wording


def test_a_layer_inside_has_the_size_of_its_weights(wording: object) -> None:
    model = arrived(around(stack()))
    model.config["layers"][1]["config"]["layers"][1]["config"]["units"] = 4000
    with pytest.raises(SubmissionFailure) as caught:
        rebuild(model)
    assert str(caught.value) == wording


# Any allowed model answers as Keras's own does


def assert_same(model: keras.Model, x: np.ndarray) -> None:
    wanted = np.asarray(model(x, training=False))
    np.testing.assert_allclose(predict(arrived(model), x), wanted, rtol=1e-5, atol=1e-6)


def encoder(name: str) -> keras.Model:
    return keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(2, "tanh", name="hidden"), keras.layers.Dense(2, name="out")], name=name
    )


def two_inputs() -> keras.Model:
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    return keras.Model({"b": b, "a": a}, [keras.layers.Dense(2)(a), keras.layers.Dense(2)(b)])


def with_two_inputs() -> keras.Model:
    inputs, inner = keras.Input((2,)), two_inputs()
    first, second = inner({"a": inputs, "b": keras.layers.Dense(3)(inputs)})
    return keras.Model(inputs, keras.layers.Subtract()((first, second)))


def shared() -> keras.Model:
    inputs, layer, inner = keras.Input((2,)), keras.layers.Dense(2, "relu"), encoder("twice")
    return keras.Model(inputs, inner(layer(inner(layer(layer(inputs))))))


def adapted() -> keras.Model:
    layer = keras.layers.Normalization()
    layer.adapt(np.arange(8.0).reshape(4, 2) ** 2)
    return keras.Sequential([keras.Input((2,)), layer, keras.layers.Dense(1)])


def on_rank_3(*layers: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((2,)), keras.layers.Reshape((2, 1)), keras.layers.Dense(3), *layers])


MODELS = {
    "an encoder and a decoder": lambda: keras.Sequential([keras.Input((2,)), encoder("encoder"), encoder("decoder")]),
    "the same in a functional one": lambda: around(encoder("encoder"), encoder("decoder"), keras.layers.Dense(1)),
    "a model in two models": lambda: around(around(encoder("a"), encoder("b")), around(encoder("a"), encoder("b"))),
    "layers and models that are called twice": shared,
    "two inputs, by name": with_two_inputs,
    "a model of two inputs outside": lambda: around(with_two_inputs(), encoder("encoder")),
    "rank-3 PReLU": lambda: on_rank_3(keras.layers.PReLU(alpha_initializer="ones"), keras.layers.Flatten()),
    "PReLU with shared axes": lambda: on_rank_3(keras.layers.PReLU(shared_axes=[1])),
    "LayerNormalization over two axes": lambda: on_rank_3(keras.layers.LayerNormalization(axis=[1, 2])),
    "Dense on rank 3": lambda: on_rank_3(keras.layers.Dense(2), keras.layers.BatchNormalization(axis=1)),
    "a layer as an activation": lambda: stacked(keras.layers.Dense(3, keras.layers.LeakyReLU(0.3))),
    "a layer with weights as an activation": lambda: stacked(keras.layers.Dense(3, keras.layers.PReLU())),
    "constraints and regularizers": lambda: stacked(
        keras.layers.Dense(3, kernel_regularizer="l2", kernel_constraint="non_neg", activity_regularizer="l1")
    ),
    "initialisers that cost": lambda: stacked(keras.layers.Dense(9, kernel_initializer="orthogonal")),
    "an inner model of whole numbers": lambda: around(
        keras.Sequential([keras.Input((2,), dtype="int32"), keras.layers.Rescaling(2.0)])
    ),
    "scales for each column": lambda: stacked(keras.layers.Rescaling([2.0, 3.0], [1.0, -1.0])),
    "no weights at all": lambda: stacked(keras.layers.Activation("tanh")),
}


def stacked(*layers: keras.layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((2,)), *layers])


@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS.keys())
def test_a_model_answers_as_it_does_in_keras(make) -> None:
    model = make()
    model(X)
    assert_same(fill(model), X)


def test_what_normalization_has_learned_is_kept() -> None:
    assert_same(adapted(), X)


def test_a_model_of_one_input_in_a_list_or_dict() -> None:
    inputs = keras.Input((2,), name="x")
    outputs = keras.layers.Dense(1)(inputs)
    for model in (keras.Model([inputs], outputs), keras.Model({"x": inputs}, outputs)):
        assert_same(model, X)


SAME_SIZE = [
    "relu",
    "BatchNormalization",
    "LayerNormalization",
    "PReLU",
    "Dropout",
    "Rescaling",
    "Softmax",
    "Activation",
]


def small_model(draw, name: str = "a", depth: int = 2) -> keras.Model:
    """A functional or Sequential model of width 2, whose layers bear the same few names as those of models inside."""
    names = iter(draw(st.permutations(["a", "b", "c", "d", "e", "f"])))

    def layer() -> keras.layers.Layer:
        kind = draw(st.sampled_from(["Dense", "Dense", *SAME_SIZE, *(["model"] if depth else [])]))
        if kind == "model":
            return small_model(draw, next(names), depth - 1)
        if kind == "Dense":
            activation = draw(st.sampled_from([None, "tanh", "softmax"]))
            return keras.layers.Dense(2, activation, use_bias=draw(st.booleans()), name=next(names))
        given = {"relu": {}, "Dropout": {"rate": 0.5}, "Rescaling": {"scale": 0.5}, "Activation": {"activation": "elu"}}
        return getattr(keras.layers, {"relu": "ReLU"}.get(kind, kind))(**given.get(kind, {}), name=next(names))

    layers = [layer() for _ in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        return keras.Sequential([keras.Input((2,)), *layers], name=name)
    inputs = keras.Input((2,))
    found = [inputs]
    for each in layers + draw(st.lists(st.sampled_from(layers), max_size=2)):
        found.append(each(draw(st.sampled_from(found))))
    merge = draw(st.sampled_from([keras.layers.Add, keras.layers.Concatenate, keras.layers.Maximum]))
    joined = merge()([found[-1], draw(st.sampled_from(found))])
    outputs = keras.layers.Dense(2)(joined) if joined.shape[-1] != 2 or draw(st.booleans()) else joined
    return keras.Model(inputs, outputs, name=name)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_small_model_answers_as_it_does_in_keras(data) -> None:
    assert_same(fill(small_model(data.draw)), X)


# Configs that no honest model has

HUGE = np.zeros((1, 4096), np.float32)


def dense(*path: str | int, value: object, weights: tuple[np.ndarray, ...] | None = None) -> Model:
    """One Dense layer with something odd in its part of the config."""
    return edited(stacked(keras.layers.Dense(3)), "layers", 1, *path, value=value, weights=weights)


def large(**config: object) -> Model:
    """`Dense(4096)` on 4096 columns, 64 MiB in all, with weights as if it had one."""
    record = dense("config", "units", value=4096, weights=(HUGE, HUGE[0]))
    record.config["layers"][0]["config"]["batch_shape"] = [None, 4096]
    record.config["layers"][1]["config"].update(config)
    return record


def inside_itself(depth: int) -> Model:
    record = arrived(stack())
    for _ in range(depth):
        inner = {"module": "keras", "class_name": "Sequential", "config": record.config, "registered_name": None}
        record = replace(record, config={"name": "s", "layers": [inner]})
    return record


def circle() -> Model:
    record = arrived(around(keras.layers.Dense(2, name="a"), keras.layers.Dense(2, name="b")))
    record.config["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = ["b", 0, 0]
    return record


def doubling() -> Model:
    inputs = result = keras.Input((2,))
    for _ in range(40):
        result = keras.layers.Concatenate()([result, result])
    record = arrived(keras.Model(inputs, result))
    for layer in record.config["layers"]:  # an attacker leaves out the shapes, which Keras does not read
        layer.pop("build_config", None)
        for node in layer["inbound_nodes"]:
            for tensor in node["args"][0]:
                tensor["config"].pop("shape")
    return record


def many_layers(count: int) -> Model:
    record = arrived(stack())
    return replace(
        record, config={"name": "s", "layers": record.config["layers"][:1] + record.config["layers"][1:2] * count}
    )


def call_of_another_layer(*history: object) -> Model:
    path = ("layers", 1, "inbound_nodes", 0, "args", 0, "config", "keras_history")
    return edited(around(keras.layers.Dense(2)), *path, value=list(history))


ORTHOGONAL = {"module": "keras.initializers", "class_name": "Orthogonal", "config": {}, "registered_name": None}
HOSTILE = {
    "a kernel larger than its weights": large,
    "the same with an initialiser that takes minutes": lambda: large(kernel_initializer=ORTHOGONAL),
    "the same on a build config": lambda: dense("build_config", value={"input_shape": [None, 10**9]}),
    "units above the limit": lambda: dense("config", "units", value=2**70),
    **{
        f"units = {value!r}": lambda value=value: dense("config", "units", value=value)
        for value in (0, -1, 1e30, float("nan"), "3", None, [3], {})
    },
    "half a surrogate pair as a key": lambda: dense("config", "\ud800", value=9999),
    "half a surrogate pair as a class": lambda: dense("class_name", value="\ud800"),
    "a class that is a list": lambda: dense("class_name", value=["Dense"]),
    "a module that is a list": lambda: dense("module", value=["keras.layers"]),
    "an activation that is a layer of its own size": lambda: dense(
        "config", "activation", value={**keras.layers.serialize(keras.layers.Dense(9))}
    ),
    "an activation that is a model": lambda: dense(
        "config", "activation", value={"class_name": "Sequential", "module": "keras", "config": {}}
    ),
    "a number that is a list": lambda: edited(
        stacked(keras.layers.ELU()), "layers", 1, "config", "alpha", value=[[[1.0]] * 100] * 100
    ),
    "a scale with axes of its own": lambda: edited(
        stacked(keras.layers.Rescaling(2.0)), "layers", 1, "config", "scale", value=[[[1.0]] * 100] * 100
    ),
    "an axis again and again": lambda: edited(
        on_rank_3(keras.layers.LayerNormalization()), "layers", 3, "config", "axis", value=[1] * 40
    ),
    "rows that are joined": lambda: edited(
        around_itself(keras.layers.Concatenate()), "layers", 1, "config", "axis", value=0
    ),
    "a width that doubles forty times": doubling,
    "a side of unknown length": lambda: edited(stack(), "layers", 0, "config", "batch_shape", value=[None, None]),
    "a negative side": lambda: edited(stack(), "layers", 0, "config", "batch_shape", value=[None, -2]),
    "sides without end": lambda: edited(stack(), "layers", 0, "config", "batch_shape", value=[1] * 3000),
    "no layers": lambda: edited(stack(), "layers", value=[]),
    "layers that are a number": lambda: edited(stack(), "layers", value=7),
    "a layer that is a number": lambda: edited(stack(), "layers", 1, value=7),
    "a hundred thousand layers": lambda: many_layers(100_000),
    "a model in a model, too deep": lambda: inside_itself(40),
    "layers that wait for each other": circle,
    "an input that is nowhere": lambda: call_of_another_layer("nowhere", 0, 0),
    "a call that is nowhere": lambda: call_of_another_layer("input_layer", -1, 0),
    "a history that is none": lambda: call_of_another_layer(),
    "a layer twice": lambda: edited(two_dense(), "layers", 2, "name", value="a"),
    "outputs that are a number": lambda: edited(around(stack()), "output_layers", value=3),
    "weights that are missing": lambda: dense("name", value="d", weights=()),
    "weights that are left over": lambda: dense("name", value="d", weights=(HUGE,) * 3),
    "weights in another order": lambda: dense("name", value="d", weights=(np.zeros(3), np.zeros((2, 3)))),
    "NaN as a weight": lambda: dense("name", value="d", weights=(np.full((2, 3), np.nan), np.zeros(3))),
}


def around_itself(merge: keras.layers.Layer) -> keras.Model:
    inputs = keras.Input((2,))
    return keras.Model(inputs, merge([inputs, inputs]))


def two_dense() -> keras.Model:
    return around(keras.layers.Dense(2, name="a"), keras.layers.Dense(2, name="b"))


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_config_that_no_model_has_costs_a_sentence(wording: object, make) -> None:
    with pytest.raises(SubmissionFailure) as caught:
        rebuild(make())
    assert caught.value.message == wording  # Keras's own errors differ between versions


def test_a_low_rank_addition_is_left_out() -> None:
    """Its size follows from the config alone, and no weights came for it."""
    assert rebuild(dense("config", "lora_rank", value=4096)).count_params() == 9


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.float16, np.float64])
def test_weights_may_have_any_dtype_of_numbers(dtype) -> None:
    record = dense("name", value="d", weights=(np.ones((2, 3), dtype), np.zeros(3, dtype)))
    np.testing.assert_allclose(predict(record, X), np.repeat(X.sum(axis=1)[:, None], 3, axis=1), rtol=1e-5)


def test_an_initialiser_is_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    model = arrived(stacked(keras.layers.Dense(3, kernel_initializer="orthogonal", bias_initializer="he_normal")))
    monkeypatch.setattr(keras.initializers.Orthogonal, "__call__", None)
    monkeypatch.setattr(keras.initializers.HeNormal, "__call__", None)
    assert rebuild(model).count_params() == 9


def test_a_model_whose_bias_is_another_than_its_initialiser_gives_is_not_new() -> None:
    ones = keras.layers.Dense(1, use_bias=True, bias_initializer="ones")
    for model in (stack(), around(stack(), ones), around(keras.layers.Dense(1, use_bias=False))):
        assert not moved(arrived(model))
    model = around(stack(), keras.layers.Dense(1))
    model.layers[-1].bias.assign([0.25])
    assert moved(arrived(model))


def test_a_rebuilt_layers_config_has_what_the_layer_does_without() -> None:
    model = arrived(around(keras.layers.Dense(2, kernel_regularizer="l2", name="held")))
    assert layer_configs(model)[rebuild(model).layers[-1].name]["kernel_regularizer"]["class_name"] == "L2"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_in_a_config_gives_a_sentence_at_most(data) -> None:
    makers = [two_dense, shared, with_two_inputs, lambda: around(encoder("a"), encoder("b"))]
    model = arrived(data.draw(st.sampled_from(makers))())
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(places(model.config)))
        part: object = model.config
        for place in path[:-1]:
            part = part[place]  # type: ignore[index]
        part[path[-1]] = data.draw(ODD)  # type: ignore[index]
    with contextlib.suppress(SubmissionFailure):
        predict(model, X)
