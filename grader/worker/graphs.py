"""Graphs of `tf.function`: traced in the student's worker, executed in a worker without student code. `judge/graphs.py`
reads them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


class NoTfFunction(Exception):
    """A function that is not a `tf.function`."""


def trace(function: Any, like: list[Any]) -> tuple[bytes, list[str], list[str], int]:
    """GraphDef bytes, input and output tensor names, and how often the function has been traced so far.

    `like` are tensors or datasets whose specs the graph is traced for. NoTfFunction for any other function, unless it
    is not written yet.
    """
    if not hasattr(function, "get_concrete_function"):
        try:
            function(*like)
        except NotImplementedError:
            raise
        except Exception:
            pass  # whatever the call does with these arguments, there is no graph
        raise NoTfFunction
    wanted = [tf.type_spec_from_value(value) for value in like]
    concrete = function.get_concrete_function(*wanted)
    inputs = [tensor.name for tensor in concrete.inputs]
    outputs = [tensor.name for tensor in concrete.outputs]
    graph = concrete.graph.as_graph_def().SerializeToString()
    return graph, inputs, outputs, function.experimental_get_tracing_count()


def run(graph: bytes, inputs: list[str], outputs: list[str], calls: list[list[Any]]) -> list[Any]:
    """Executes a graph that came from elsewhere, once for each list of inputs; only ever called in a locked worker that
    holds no student code."""
    definition = tf.compat.v1.GraphDef.FromString(graph)
    wrapped = tf.compat.v1.wrap_function(lambda: tf.graph_util.import_graph_def(definition, name=""), [])
    pruned = wrapped.prune(
        [wrapped.graph.as_graph_element(name) for name in inputs],
        [wrapped.graph.as_graph_element(name) for name in outputs],
    )
    return [list(pruned(*map(_as_input, values))) for values in calls]


def _as_input(value: Any) -> Any:
    return tf.data.experimental.to_variant(value) if isinstance(value, tf.data.Dataset) else value
