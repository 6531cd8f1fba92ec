"""Reads the graph of a `tf.function`: which operations its outputs depend on. A graph is data here, never executed: it
can hold ReadFile and WriteFile."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import tensorflow as tf
from google.protobuf.message import DecodeError

from grader.feedback import Problem, phrase

MAX_GRAPH = 2 * 1024 * 1024
MAX_PARTS = 50_000
"""Operations of a graph, and inputs that are followed: 2 MiB may name millions, or one again and again."""
MAX_CANDIDATES, MAX_BRANCHES = 8, 32
"""Conditionals or loops of one graph that are tried: a function of a few lines has one or two. A conditional of more
branches is none."""

CONDITIONALS = frozenset({"If", "StatelessIf", "Case", "StatelessCase"})
LOOPS = frozenset({"While", "StatelessWhile"})
REDUCTIONS = frozenset({"ReduceDataset"})
CALLS = CONDITIONALS | {"PartitionedCall", "StatefulPartitionedCall"}
"""Operations of which an output is that output of the functions that they call."""
MAIN = ""
"""The graph itself, beside the functions of its library, which have names."""
RESOURCE = tf.resource.as_datatype_enum

TOO_LARGE = phrase("it is too large")
NO_GRAPH = phrase("it is not a graph")

NodePlace = tuple[str, str]
"""A function, or MAIN, and a node in it."""


class BadGraph(Problem):
    """Why what came cannot be read as a graph."""


@dataclass(frozen=True)
class Scope:
    """The nodes of the graph or of one of its functions, by name."""

    nodes: dict[str, Any]
    resources: frozenset[str]
    """Names that stand for a resource, such as a variable."""


class Graph:
    """The graph of a `tf.function`, as data. Its points come from running it, never from what the worker says of it.

    Raises BadGraph for bytes that are not a graph.
    """

    def __init__(self, payload: bytes, inputs: list[str], outputs: list[str], traces: int) -> None:
        self.traces = traces
        """How often the function has been traced, as its worker says: good for a message."""
        self.payload = payload
        self.inputs = inputs
        self.outputs = outputs
        self._definition = _parsed(payload)
        library = self._definition.library.function
        self._functions = {function.signature.name: function for function in library if function.signature.name}
        self._scopes = {MAIN: _scope(self._definition.node, ())}
        for name, function in self._functions.items():
            self._scopes[name] = _scope(function.node_def, function.signature.input_arg)
        self._reached = tuple(self._walk())

    @property
    def operations(self) -> frozenset[str]:
        """The types of the operations that the outputs depend on, those in functions that are called included."""
        return frozenset(self._node(place).op for place in self._reached)

    def without(self, kinds: Collection[str]) -> Iterator[list[bytes]]:
        """For each conditional or loop of these kinds the graphs that do without it: one for each branch, which is then
        always taken, or one in which the loop never runs."""
        places = [place for place in self._reached if self._node(place).op in kinds]
        few = [place for place in places if len(_branches(self._node(place))) <= MAX_BRANCHES]
        for number, place in enumerate(few[:MAX_CANDIDATES]):
            choices = range(len(_branches(self._node(place))) or 1)
            yield [self._changed(place, choice, f"_without_{number}_{choice}") for choice in choices]

    def _node(self, place: NodePlace) -> Any:
        return self._scopes[place[0]].nodes[place[1]]

    def _walk(self) -> Iterator[NodePlace]:
        """The nodes that the outputs depend on, from the outputs on."""
        waiting = [(MAIN, output) for output in self.outputs]
        seen: set[tuple[str, str, int]] = set()
        met: set[NodePlace] = set()
        followed = 0
        while waiting:
            scope, source = waiting.pop()
            name, output = _source(source)
            node = self._scopes[scope].nodes.get(name)
            key = (scope, name, output if node is not None and node.op in CALLS else 0)
            if node is None or key in seen:
                continue
            seen.add(key)
            followed += len(node.input)
            if followed > MAX_PARTS:
                raise BadGraph(TOO_LARGE)
            if (scope, name) not in met:
                met.add((scope, name))
                yield scope, name
            stateful = any(_source(each)[0] in self._scopes[scope].resources for each in node.input)
            # what a node waits for is no part of its value, unless it reads a variable that others write
            waiting += [(scope, each) for each in node.input if stateful or not each.startswith("^")]
            for function in filter(None, map(self._functions.get, (node.op, *_called(node)))):
                returned = [function.ret[each.name] for each in function.signature.output_arg]
                if node.op in CALLS:
                    returned = returned[output : output + 1]
                if stateful:
                    returned += function.control_ret.values()
                waiting += [(function.signature.name, each) for each in returned]

    def _changed(self, place: NodePlace, choice: int, suffix: str) -> bytes:
        """The graph with that conditional decided or that loop left out."""
        graph = tf.compat.v1.GraphDef()
        graph.CopyFrom(self._definition)
        scope, name = place
        owner = next((each for each in graph.library.function if each.signature.name == scope), None)
        nodes = graph.node if owner is None else owner.node_def
        node = next(each for each in nodes if each.name == name)
        branches = _branches(node)
        if branches:
            for branch in branches:
                branch.CopyFrom(_branches(self._node(place))[choice])
        else:
            _leave_out(node)
            _rename_outputs(nodes, {} if owner is None else owner.ret, name)
        _rename_functions(graph, suffix)
        changed: bytes = graph.SerializeToString()
        return changed


def _parsed(payload: bytes) -> Any:
    if len(payload) > MAX_GRAPH:
        raise BadGraph(TOO_LARGE)
    definition = tf.compat.v1.GraphDef()
    try:
        definition.ParseFromString(payload)
    except DecodeError:
        raise BadGraph(NO_GRAPH) from None
    functions = definition.library.function
    count = len(definition.node) + len(functions)
    if count > MAX_PARTS or count + sum(len(function.node_def) for function in functions) > MAX_PARTS:
        raise BadGraph(TOO_LARGE)
    return definition


def _scope(nodes: Any, arguments: Any) -> Scope:
    resources = [node.name for node in nodes if node.op == "VarHandleOp" or _gives_resource(node)]
    resources += [argument.name for argument in arguments if argument.type == RESOURCE]
    return Scope({node.name: node for node in nodes}, frozenset(resources))


def _gives_resource(node: Any) -> bool:
    return node.op == "Placeholder" and "dtype" in node.attr and node.attr["dtype"].type == RESOURCE


def _source(text: str) -> tuple[str, int]:
    """The node that an input names, and which of its outputs: `a`, `a:1`, `^a`, in functions also `a:output:1`."""
    name, _, output = text.removeprefix("^").partition(":")
    number = output.rpartition(":")[2]
    return name, int(number) if number.isdecimal() and number.isascii() else 0


def _called(node: Any) -> Iterator[str]:
    for value in node.attr.values():
        yield value.func.name
        yield from (function.name for function in value.list.func)


def _branches(node: Any) -> list[Any]:
    """The functions of which a conditional calls one."""
    if node.op not in CONDITIONALS:
        return []
    named = [node.attr[name].func for name in ("then_branch", "else_branch") if name in node.attr]
    return named or list(node.attr["branches"].list.func)


def _leave_out(loop: Any) -> None:
    """The loop becomes what it answers when it never runs: the values that it starts with."""
    first, kept = (1, "Tstate") if loop.op in REDUCTIONS else (0, "T")
    types = list(loop.attr[kept].list.type)
    inputs = [*loop.input[first : first + len(types)], *(each for each in loop.input if each.startswith("^"))]
    loop.CopyFrom(type(loop)(name=loop.name, op="IdentityN", input=inputs))
    loop.attr["T"].list.type.extend(types)


def _rename_outputs(nodes: Any, returned: Any, name: str) -> None:
    """In functions an output has a name, which depends on the operation: `components` of a reduction."""
    old, new = f"{name}:components:", f"{name}:output:"
    for node in nodes:
        node.input[:] = [each.replace(old, new) if each.startswith(old) else each for each in node.input]
    for key in list(returned):
        if returned[key].startswith(old):
            returned[key] = returned[key].replace(old, new)


def _rename_functions(graph: Any, suffix: str) -> None:
    """A process knows one function by each name, and the changed ones run beside those that they were."""
    names = {function.signature.name for function in graph.library.function}
    del graph.library.gradient[:]
    for function in graph.library.function:
        function.signature.name += suffix
    for node in [*graph.node, *(node for function in graph.library.function for node in function.node_def)]:
        if node.op in names:
            node.op += suffix
        for value in node.attr.values():
            for called in [value.func] if value.HasField("func") else value.list.func:
                if called.name in names:
                    called.name += suffix
