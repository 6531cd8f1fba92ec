"""Which operations a graph's outputs depend on."""

import contextlib

import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge.graphs import CONDITIONALS, LOOPS, MAX_GRAPH, REDUCTIONS, BadGraph, Graph
from grader.worker import graphs

NUMBER = tf.TensorSpec([], tf.float32)
NUMBERS = tf.data.DatasetSpec(NUMBER)
variable = tf.Variable(0.0)


def graph_of(function, spec=NUMBER):
    traced = tf.function(function).get_concrete_function(spec)
    names = [[tensor.name for tensor in tensors] for tensors in (traced.inputs, traced.outputs)]
    return Graph(traced.graph.as_graph_def().SerializeToString(), *names, traces=1)


@tf.function
def inner(x):
    return tf.cond(x > 0, lambda: x * x, lambda: -x), tf.exp(x)


def decided(x):
    return x * x if x > 0 else -x


def decided_in_a_function(x):
    return inner(x)[0]


def beside_the_decision(x):
    return inner(x)[1]


def counted(x):
    count = 0
    while x >= 1:
        x, count = x / 2, count + 1
    return count


def counted_in_a_variable(x):
    variable.assign(0.0)
    while x >= 1:
        x = x / 2
        variable.assign_add(1.0)
    return variable.read_value()


def counted_for_nothing(x):
    rest = counted(x)
    with tf.control_dependencies([rest]):
        return tf.identity(x)


def counted_into_another_variable(x):
    counted_in_a_variable(x)
    return x + 1


def summed(dataset):
    return dataset.reduce(0.0, lambda total, x: total + x)


def summed_in_a_branch(dataset):
    return tf.cond(dataset.cardinality() > 1, lambda: summed(dataset), lambda: 0.0)


KINDS = {"conditional": CONDITIONALS, "loop": LOOPS, "reduction": REDUCTIONS}
REACHED = {
    decided: {"conditional"},
    decided_in_a_function: {"conditional"},
    beside_the_decision: set(),
    counted: {"loop"},
    counted_in_a_variable: {"loop"},
    counted_for_nothing: set(),
    counted_into_another_variable: set(),
    summed: {"reduction"},
    summed_in_a_branch: {"conditional", "reduction"},
}


def graph_by_name(function):
    return graph_of(tf.autograph.to_graph(function), NUMBERS if function.__name__.startswith("summed") else NUMBER)


@pytest.mark.parametrize("function", REACHED)
def test_only_what_the_outputs_reach_counts(function):
    operations = graph_by_name(function).operations
    assert {kind for kind, names in KINDS.items() if operations & names} == REACHED[function]


def changed_answers(function, kinds, *values):
    """What the graphs without the first operation of these kinds answer to each value."""
    graph = graph_by_name(function)
    calls = [[value] for value in values]
    return [
        [float(answer[0]) for answer in graphs.run(payload, graph.inputs, graph.outputs, calls)]
        for payload in next(graph.without(kinds))
    ]


@pytest.mark.parametrize("function", [decided, decided_in_a_function])
def test_without_a_conditional_one_branch_is_always_taken(function):
    both = changed_answers(function, CONDITIONALS, tf.constant(3.0), tf.constant(-3.0))
    assert sorted(both) == [[-3.0, 3.0], [9.0, 9.0]]


def test_a_branch_is_chosen_by_its_number_too():
    def switched(x):
        return tf.switch_case(tf.cast(x, tf.int32), [lambda: x, lambda: x + 10, lambda: x + 20])

    assert changed_answers(switched, CONDITIONALS, tf.constant(1.0)) == [[1.0], [11.0], [21.0]]


def test_without_a_loop_its_first_values_are_the_answer():
    assert changed_answers(counted, LOOPS, tf.constant(100.0)) == [[0.0]]


@pytest.mark.parametrize("function", [summed, summed_in_a_branch])
def test_without_a_reduction_its_first_value_is_the_answer(function):
    assert changed_answers(function, REDUCTIONS, tf.data.Dataset.from_tensor_slices([1.0, 2.0])) == [[0.0]]


@pytest.mark.parametrize("payload", [b"\xff", b"no graph", b"\x0a\xff"])
def test_bytes_that_are_not_a_graph(payload):
    with pytest.raises(BadGraph, match="not a graph"):
        Graph(payload, [], [], 1)


def test_names_that_a_graph_does_not_have_reach_nothing():
    graph = graph_of(decided)
    assert Graph(graph.payload, graph.inputs, ["nothing:0", "", ":", "nothing:y:z"], 1).operations == frozenset()


def test_a_graph_of_more_operations_than_anybody_traces_is_refused():
    for payload in (b"\x0a\x00" * 1_000_000, b"\x12\x04" + b"\x0a\x02\x1a\x00" * 60_000):
        with pytest.raises(BadGraph, match=r"not a graph|too large"):
            Graph(payload, [], ["y"], 1)
    with pytest.raises(BadGraph, match="too large"):
        Graph(bytes(MAX_GRAPH + 1), [], [], 1)


def test_an_input_that_is_followed_again_and_again_is_refused():
    definition = tf.compat.v1.GraphDef()
    definition.node.add(name="c", op="PartitionedCall").input.extend(["c"] * 1000)
    definition.node.add(name="y", op="AddN").input.extend([f"c:{number}" for number in range(1000)])
    with pytest.raises(BadGraph, match="too large"):
        Graph(definition.SerializeToString(), [], ["y"], 1)


def test_a_function_that_calls_itself_is_read_once():
    definition = tf.compat.v1.GraphDef()
    function = definition.library.function.add()
    function.signature.name = "f"
    function.signature.output_arg.add(name="out")
    function.ret["out"] = "inner:output:0"
    inner = function.node_def.add(name="inner", op="PartitionedCall")
    inner.attr["f"].func.name = "f"
    definition.node.add(name="y", op="f")
    assert Graph(definition.SerializeToString(), [], ["y:0"], 1).operations == {"f", "PartitionedCall"}


def test_a_conditional_with_thousands_of_branches_is_not_tried():
    definition = tf.compat.v1.GraphDef()
    node = definition.node.add(name="y", op="Case")
    for number in range(2000):
        node.attr["branches"].list.func.add(name=f"f{number}")
    assert list(Graph(definition.SerializeToString(), [], ["y"], 1).without(CONDITIONALS)) == []


SAMPLES = [graph_of(decided_in_a_function), graph_of(counted), graph_of(summed_in_a_branch, NUMBERS)]


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_bytes_of_a_graph_that_are_changed_are_a_graph_or_a_bad_one(data):
    sample = data.draw(st.sampled_from(SAMPLES))
    payload = bytearray(sample.payload)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(payload) - 1))
        payload[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    with contextlib.suppress(BadGraph):
        found = Graph(bytes(payload), sample.inputs, sample.outputs, 1)
        assert isinstance(found.operations, frozenset)
        list(found.without(CONDITIONALS | LOOPS | REDUCTIONS))
