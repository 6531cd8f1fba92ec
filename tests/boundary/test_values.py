import struct
import zlib

import keras
import matplotlib
import numpy as np
import pytest
import tensorflow as tf
from matplotlib.figure import Figure as MatplotlibFigure
from numpy.testing import assert_array_equal

from grader.boundary import codec
from grader.boundary import judge_codec as received
from grader.boundary.codec import Undecodable
from grader.boundary.figures import picture
from grader.boundary.records import Figure, FunctionRef, GraphFunction, Model, Opaque, Prop, Tensor
from grader.boundary.worker_codec import Objects

matplotlib.use("Agg")


@pytest.fixture
def objects():
    """A worker's objects; the submission defines `relu`, the exercise ships the prop `square`."""
    return Objects({"relu": tf.nn.relu}.__getitem__, {"square": lambda x: x * x}.__getitem__)


def arrived(objects, value):
    """What the judge gets when a submission returns `value`."""
    return received.from_wire(codec.from_bytes(codec.to_bytes(objects.to_wire(value))))


def handed(objects, value):
    """What the submission gets when a suite sends `value`."""
    return objects.from_wire(codec.from_bytes(codec.to_bytes(received.to_wire(value))))


@pytest.mark.parametrize(
    ("value", "variable"),
    [
        (tf.constant([[1.5, np.nan]]), False),
        (tf.constant(True), False),
        (tf.zeros((0, 3), tf.int64), False),
        (tf.Variable([1, 2], dtype=tf.int32), True),
        (keras.Variable([0.5]), True),
    ],
    ids=["matrix", "scalar", "empty", "tf.Variable", "keras.Variable"],
)
def test_tensors_arrive_with_dtype_shape_and_values(objects, value, variable):
    here = arrived(objects, value)
    assert (type(here), here.variable) == (Tensor, variable)
    assert_array_equal(here.array, value.numpy(), strict=True)
    back = handed(objects, here)
    assert isinstance(back, tf.Variable) == variable
    assert_array_equal(back.numpy(), value.numpy(), strict=True)


class Always(float):
    def __eq__(self, other):
        return True


class Array(np.ndarray): ...


Layer = type("Layer", (keras.Sequential,), {})


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Always(1), "Always"),
        (np.zeros(2).view(Array), "Array"),
        (Layer(), "Layer"),
        (tf.constant(1j), "tf.Tensor of dtype complex128"),
        (np.array([None]), "numpy ndarray of objects"),
        (10**5000, "int"),
        ("\ud800", "str"),
        ((n for n in "ab"), "generator"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_every_other_type_is_opaque_and_can_only_be_handed_back(objects, value, name):
    here = arrived(objects, value)
    assert type(here) is Opaque
    assert here.type_name.endswith(name)
    assert here != arrived(objects, value)
    assert handed(objects, here) is value


def test_a_handle_of_another_check_is_refused(wording, objects):
    here = arrived(objects, object())
    objects.forget()
    with pytest.raises(Undecodable) as caught:
        handed(objects, here)
    assert str(caught.value) == wording


def test_functions_stay_where_they_are(objects):
    function = arrived(objects, [tf.nn.relu, lambda x: x, np.tanh])
    assert [type(each) for each in function] == [FunctionRef] * 3
    assert [each.name for each in function] == ["relu", "<lambda>", "tanh"]
    assert handed(objects, function[2]) is np.tanh
    assert handed(objects, FunctionRef("relu")) is tf.nn.relu


def test_a_function_whose_name_is_not_text_arrives(objects):
    def function(): ...

    function.__name__ = "\ud800" * 5000
    assert arrived(objects, function).name == "?" * 2000


def test_a_prop_is_the_same_function_on_both_sides(objects):
    prop = Prop("square", lambda x: x * x)
    assert handed(objects, prop)(3) == prop(3) == 9


def test_a_tf_function_counts_its_traces(objects):
    @tf.function
    def double(x):
        return 2 * x

    double(tf.constant(1.0))
    double(tf.constant([1.0]))
    here = arrived(objects, double)
    assert (type(here), here.name, here.traces) == (GraphFunction, "double", 2)
    assert handed(objects, here) is double


def test_a_history_is_a_dict(objects):
    history = keras.callbacks.History()
    history.history = {"loss": [0.5, 0.25]}
    assert arrived(objects, history) == {"loss": [0.5, 0.25]}


def sequential(compiled):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation=tf.nn.relu), keras.layers.Dense(1)])
    if compiled:
        model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    return model


def functional(compiled):
    start = keras.Input((2,))
    model = keras.Model(start, keras.layers.Dense(1, activation="sigmoid")(start))
    if compiled:
        model.compile(optimizer=keras.optimizers.RMSprop(0.1), loss="binary_crossentropy")
    return model


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "not compiled"])
@pytest.mark.parametrize("build", [sequential, functional])
def test_a_model_arrives_as_data_and_can_be_sent(objects, build, compiled):
    model = build(compiled)
    here = arrived(objects, model)
    assert (type(here), here.class_name) == (Model, build.__name__.capitalize())
    assert (here.built, here.input_shape, here.compiled is not None) == (True, (None, 2), compiled)
    assert handed(objects, here) is model

    described = Model(here.class_name, here.config, here.weights, here.compiled, here.built)
    x = np.array([[0.5, -1.0]], np.float32)
    for own in (described, model):  # one of the judge's, without a handle
        rebuilt = handed(objects, own)
        assert rebuilt is not model
        assert_array_equal(rebuilt(x).numpy(), model(x).numpy())
        assert rebuilt.compiled == compiled


def test_activations_of_tensorflow_bear_kerass_names(objects):
    assert arrived(objects, sequential(False)).config["layers"][1]["config"]["activation"] == "relu"


def test_a_model_that_has_seen_no_input_has_no_weights(objects):
    here = arrived(objects, keras.Sequential([keras.layers.Dense(1)]))
    assert (here.built, here.weights, here.input_shape) == (False, (), None)


def drawn() -> MatplotlibFigure:
    figure = MatplotlibFigure()
    figure.suptitle("Two curves")
    first, second = figure.subplots(1, 2)
    first.plot([0, 1], [2, 3], label="line")
    first.plot([0], [1], "o", label="dots")
    first.scatter([4, 5], [6, 7], label="cloud")
    first.set(title="left", xlabel="x", ylabel="y")
    first.legend()
    second.axhline(0)
    return figure


def test_a_figure_arrives_as_a_description(objects):
    here = arrived(objects, drawn())
    left, right = here.axes
    assert (type(here), here.title) == (Figure, "Two curves")
    assert (left.title, left.x_label, left.y_label, left.legend) == ("left", "x", "y", ("line", "dots", "cloud"))
    assert [(line.label, line.style) for line in left.lines] == [
        ("line", "line"),
        ("dots", "markers"),
        ("cloud", "scatter"),
    ]
    assert_array_equal(left.lines[2].y, [6.0, 7.0], strict=True)
    assert right.legend is None
    assert right.lines[0].label.startswith("_")


def test_the_picture_of_a_figure_is_a_png(wording):
    payload = picture(drawn())
    assert received.check_picture(payload) is payload
    with pytest.raises(TypeError) as caught:
        picture([])
    assert str(caught.value) == wording


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        received.PNG_SIGNATURE
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + b"IEND\xaeB`\x82"
    )


@pytest.mark.parametrize(
    "payload",
    [
        "text",
        b"GIF89a",
        b"<svg onload=alert(1)>",
        png(1, 1)[:-1],
        png(1, 1) + b"<script>",
        png(1, 1)[:33] + bytes(received.MAX_PICTURE) + png(1, 1)[-8:],
        png(0, 1),
        png(1, 10**6),
    ],
    ids=["text", "GIF", "SVG", "cut off", "longer", "too long", "no width", "too high"],
)
def test_an_invalid_picture_is_refused(wording, payload):
    with pytest.raises(Undecodable) as caught:
        received.check_picture(payload)
    assert str(caught.value) == wording


POINTS = ["array", "float64", [1], bytes(8)]
LINE = ["Line", "", POINTS, POINTS, "line"]
AXES = ["Axes", "", "", "", None, [LINE]]
MODEL = ["KerasModel", "Sequential", "{}", [], None, True, 1, None]


def changed(record, place, value):
    return [*record[:place], value, *record[place + 1 :]]


def figure(line):
    return ["Figure", [changed(AXES, 5, [line])], 1, ""]


def test_records_with_sound_fields_are_decoded():
    assert received.from_wire(figure(LINE)).axes[0].lines[0].style == "line"
    assert received.from_wire(MODEL).config == {}


@pytest.mark.parametrize(
    "wire",
    [
        ["FunctionRef", "f", 0],
        ["FunctionRef", "f"],
        ["Opaque", "f", "1"],
        ["Opaque", "f", True],
        ["Opaque", "f", 1, 1],
        ["GraphFunction", "f", 1, -1],
        ["GraphFunction", "f", 2**40, 1],
        ["Figure", 5, 1, ""],
        ["Figure", [AXES[:5]], 1, ""],
        ["Figure", [changed(AXES, 4, [1])], 1, ""],
        figure(changed(LINE, 4, "dashed")),
        figure(changed(LINE, 2, ["array", "float32", [1], bytes(4)])),
        figure(changed(LINE, 3, ["array", "float64", [1, 1], bytes(8)])),
        changed(MODEL, 1, "Model"),
        changed(MODEL, 2, "[1]"),
        changed(MODEL, 2, "{"),
        changed(MODEL, 2, "[" * 100_000),
        changed(MODEL, 2, '{"a": ' + "1" * 5000 + "}"),
        changed(MODEL, 3, [["array", "float32", [2**40], b""]]),
        changed(MODEL, 5, 1),
        changed(MODEL, 6, 0),
        changed(MODEL, 7, [-1]),
    ],
    ids=lambda wire: str(wire)[:60],
)
def test_records_with_hostile_fields_are_undecodable(wire):
    with pytest.raises(Undecodable):
        received.from_wire(wire)


@pytest.mark.parametrize(
    "value",
    [tf.constant([1.5, -2.0]), tf.constant(3), tf.constant([["a", "b"]]), tf.constant("한글"), tf.Variable([1.0])],
)
def test_a_suite_may_send_the_tensors_of_tensorflow(objects, value):
    there = handed(objects, value)
    assert (there.dtype, there.shape) == (value.dtype, value.shape)
    assert isinstance(there, tf.Variable) == isinstance(value, tf.Variable)
    assert np.array_equal(there.numpy(), value.numpy())
