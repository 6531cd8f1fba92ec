import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import CONDITIONALS, LOOPS, REDUCTIONS, Dataset, Tensor, array32, array64, expect, tensor32, tensor64

numbers = st.floats(-1000, 1000, width=32, allow_subnormal=False)
quarters = st.integers(-400, 400).map(lambda count: count / 4)  # sums of these are exact in float32, in any order


def square_pos(x):
    return x * x if x > 0 else -x


def halvings(x):
    return int(np.frexp(x)[1]) if x >= 1 else 0


def dataset(values):
    return Dataset(array32(values))


def graph_with(submission, name, operations, like, values, reason, expected):
    """Returns the function's graph. Its results for the values must depend on one of the operations."""
    graph = submission.graph(name, like)
    found = expect(sorted(graph.operations), "what computes the result of {name}", name=name)
    found.that(operations & graph.operations, reason, expected)
    idle = " and ".join(sorted(operations & graph.operations))
    reason = "{name} gives the same result without its {idle}. The result must depend on it."
    found.that(
        submission.depends(graph, operations, *[[value] for value in values]), reason, expected, name=name, idle=idle
    )
    return graph


def square_pos_graph(submission, like):
    reason = "The result of square_pos does not come from a conditional. Did Python or tf.where choose the branch?"
    values = [Tensor(np.array(x, like.dtype)) for x in (1.5, -4.0)]
    return graph_with(
        submission,
        "square_pos",
        CONDITIONALS,
        like,
        values,
        reason,
        "a graph in which If or StatelessIf chooses the branch",
    )


def halvings_graph(submission, like):
    reason = (
        "The result of halvings does not come from a loop. Did Python count while tracing, or did you use a formula?"
    )
    values = [Tensor(np.array(100.0, like.dtype))]
    return graph_with(
        submission, "halvings", LOOPS, like, values, reason, "a graph in which While or StatelessWhile counts"
    )


def dataset_total_graph(submission, like):
    reason = (
        "The result of dataset_total does not come from a reduction. Go through the dataset with `for x in dataset`."
    )
    values = [dataset([0.5, -4.0, 2.25])]
    return graph_with(
        submission, "dataset_total", REDUCTIONS, like, values, reason, "a graph in which ReduceDataset adds the numbers"
    )


def judge_calls(function, tensor, values, right, dtype):
    for x in values:
        expect(function(tensor(x))).a_tensor(dtype, ()).close_to(right(x))


def judge_graph(submission, name, graph, values, right, dtype):
    """The graph must give the right result in a process without student code. A graph that reads a tf.Variable needs
    its owner."""
    if len(graph.inputs) > 1:
        answers = [[getattr(submission, name)(value)] for value in values]
    else:
        answers = submission.run_each(graph, *[[value] for value in values])
    for value, answer in zip(values, answers, strict=True):
        reason = "The graph of {name} returns {count} values instead of one."
        expect(answer, "what the graph returns").that(
            len(answer) == 1, reason, "one tensor", name=name, count=len(answer)
        )
        expect(answer[0], "what the graph of {name} returns", name=name).a_tensor(dtype, ()).close_to(
            right(value.array)
        )


def judge_traced_once(submission, name, graph, *values):
    """Calls with the same signature must use the existing graph."""
    for value in values:
        getattr(submission, name)(value)
    traces = submission.graph(name, values[0]).traces
    reason = "{name} was traced again for inputs of the same dtype and shape."
    expect(traces, "the number of traces").that(traces == graph.traces, reason, str(graph.traces), name=name)


# square_pos


@pytest.mark.points(0.5)
def test_square_pos_examples(submission):
    """square_pos squares a positive number and flips the sign of a negative one"""
    judge_calls(submission.square_pos, tensor32, (3.0, -2.0, 0.5), square_pos, np.float32)


@pytest.mark.points(0.5)
def test_square_pos_graph(submission):
    """square_pos is a tf.function: one graph with a conditional handles positive and negative numbers"""
    graph = square_pos_graph(submission, tensor32(0.0))
    values = [tensor32(x) for x in (1.5, -4.0, 0.25, -0.5)]
    judge_graph(submission, "square_pos", graph, values, square_pos, np.float32)
    judge_traced_once(submission, "square_pos", graph, tensor32(2.0), tensor32(-1.0))


@pytest.mark.points(0.25)
@given(st.lists(numbers, min_size=1, max_size=8))
@settings(max_examples=5)
def test_square_pos_formula(submission, values):
    """square_pos is x * x where x is above 0, else -x, and decides with a conditional"""
    square_pos_graph(submission, tensor32(values[0]))
    judge_calls(submission.square_pos, tensor32, values, square_pos, np.float32)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_square_pos_around_zero(submission):
    """square_pos switches between its branches exactly at 0"""
    square_pos_graph(submission, tensor32(0.0))
    near = (0.0, 0.0625, -0.0625, 0.9375, -0.9375, 1.0, -1.0)
    judge_calls(submission.square_pos, tensor32, near, square_pos, np.float32)


@pytest.mark.points(0.75)
@pytest.mark.hidden
def test_square_pos_keeps_the_dtype(submission):
    """square_pos keeps float32 and float64"""
    for tensor, dtype in ((tensor64, np.float64), (tensor32, np.float32)):
        square_pos_graph(submission, tensor(0.0))
        judge_calls(submission.square_pos, tensor, (-20.5, 12.25), square_pos, dtype)
    judge_calls(
        submission.square_pos, tensor64, (1e30,), square_pos, np.float64
    )  # its square does not fit into float32


# halvings


@pytest.mark.points(0.5)
def test_halvings_examples(submission):
    """halvings counts how often a number is halved until it is below 1"""
    judge_calls(submission.halvings, tensor32, (8.0, 0.5, 5.0), halvings, np.int32)


@pytest.mark.points(0.5)
def test_halvings_graph(submission):
    """halvings is a tf.function: one graph with a loop handles all numbers"""
    graph = halvings_graph(submission, tensor32(0.0))
    values = [tensor32(x) for x in (100.0, 0.75, 1.0, -8.0)]
    judge_graph(submission, "halvings", graph, values, halvings, np.int32)
    judge_traced_once(submission, "halvings", graph, tensor32(2.0), tensor32(7.0))


@pytest.mark.points(0.25)
@given(st.lists(st.floats(1, 2**20, width=32, allow_subnormal=False), min_size=1, max_size=5))
@settings(max_examples=4)
def test_halvings_of_the_double(submission, values):
    """halvings of 2 * x is one more than halvings of x, for every x from 1 on"""
    halvings_graph(submission, tensor32(values[0]))
    for x in values:
        count = halvings(x)
        expect(submission.halvings(tensor32(x))).a_tensor(np.int32, ()).close_to(count)
        expect(submission.halvings(tensor32(2 * x))).a_tensor(np.int32, ()).close_to(count + 1)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_halvings_at_the_borders(submission):
    """halvings is correct at the powers of 2, right next to them, and for very large numbers"""
    halvings_graph(submission, tensor32(0.0))
    borders = [1.0, 2.0, 4.0, 1024.0, 2.0**100]
    beside = [float(np.nextafter(np.float32(x), np.float32(side))) for x in borders for side in (0, np.inf)]
    judge_calls(submission.halvings, tensor32, borders + beside, halvings, np.int32)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_halvings_below_one(submission):
    """halvings is 0 for every number below 1, including negative ones"""
    halvings_graph(submission, tensor32(0.0))
    judge_calls(submission.halvings, tensor32, (0.0, 0.125, 0.96875, -0.5, -1.0, -64.0), halvings, np.int32)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_halvings_of_float64(submission):
    """halvings accepts float64 and still counts in int32"""
    halvings_graph(submission, tensor64(0.0))
    judge_calls(submission.halvings, tensor64, (0.25, 1.0, 1000.0, 8 - 2.0**-40, 2.0**300), halvings, np.int32)


# dataset_total


@pytest.mark.points(0.5)
def test_dataset_total_examples(submission):
    """dataset_total adds the numbers of a dataset"""
    judge_calls(submission.dataset_total, dataset, [[1.0, 2.0, 3.5], [-1.5]], sum, np.float32)


@pytest.mark.points(0.5)
def test_dataset_total_graph(submission):
    """dataset_total is a tf.function: one graph that reduces a dataset of any length"""
    graph = dataset_total_graph(submission, dataset([0.0]))
    values = [dataset([0.5, -4.0, 2.25, 8.0]), dataset([-1.5])]
    judge_graph(submission, "dataset_total", graph, values, sum, np.float32)
    judge_traced_once(submission, "dataset_total", graph, dataset([1.0]), dataset([2.0, 3.0]))


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(st.lists(quarters, min_size=1, max_size=12))
@settings(max_examples=4)
def test_dataset_total_of_any_numbers(submission, values):
    """dataset_total is the sum, for any numbers in any order"""
    dataset_total_graph(submission, dataset(values))
    judge_calls(submission.dataset_total, dataset, [values], sum, np.float32)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_dataset_total_of_float64(submission):
    """dataset_total adds float64 as float64"""
    judge_calls(submission.dataset_total, lambda values: Dataset(array64(values)), [[0.1, 2.0**40]], sum, np.float64)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_dataset_total_of_any_length(submission):
    """dataset_total works for datasets of one number and of hundreds"""
    dataset_total_graph(submission, dataset([0.0]))
    lengths = [np.arange(length) * 0.25 - 5 for length in (1, 2, 200)]
    judge_calls(submission.dataset_total, dataset, lengths, np.sum, np.float32)
