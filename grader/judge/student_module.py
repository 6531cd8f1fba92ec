"""The `submission` fixture: reads as if the student's module had been imported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from grader.boundary import codec, judge_codec, protocol
from grader.boundary.codec import Undecodable
from grader.boundary.data import Dataset
from grader.boundary.records import Figure, Prop, Tensor
from grader.feedback import Message, phrase
from grader.judge.drawing import MAX_PICTURES, Picture, draw, draw_points
from grader.judge.expect import expect
from grader.judge.failures import SubmissionFailure, WorkerLost
from grader.judge.graphs import BadGraph, Graph
from grader.judge.protocol import Measurement
from grader.judge.session import Session
from grader.judge.written import MODEL, reader


class StudentModule:
    """`submission.relu(x)` asks the submission's worker, `submission.answer` is the value of a variable; the attributes
    are the exercise's required names."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._depends: dict[bytes, bool] = {}
        """What `depends` has found: the checks of one function ask for the same graph."""

    def __getattr__(self, name: str) -> Any:
        if name not in self._session.subject.required:
            raise AttributeError(f"{name!r} is not among the required names of this exercise")
        return self._session.named(name)

    def call_keeping(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """What the function returned, and a tuple of the arguments as they are after the call.

        Example: `y, (x,) = submission.call_keeping("relu", array64([-1, 2]))`
        """
        return self._session.function(name).call(args, kwargs, keep=True)

    def picture(self, figure: Figure) -> None:
        """Puts the figure's picture into the report.

        Example: `submission.picture(submission.plot([0, 1], [0, 2]))`
        """
        answer = self._session.ask(protocol.Draw(figure.handle), protocol.Drawn, phrase("Drawing the figure"))
        try:
            picture = judge_codec.check_picture(answer.picture)
        except Undecodable as error:
            reason = phrase("The figure could not be drawn: {reason}.", reason=error.message)
            raise SubmissionFailure("failed", reason) from None
        self._show(lambda: Picture(picture))

    def curve(self, curves: Mapping[str, Any], step: str = "epoch") -> None:
        """Puts a picture of a training into the report: a line for each name, such as `{"loss": history["loss"]}`.

        It costs about 0.05 s, so not under `@given`. A hidden check draws nothing.

        Example: `submission.curve({"loss": submission.train(3)["loss"]})`
        """
        self._show(lambda: draw(curves, step))

    def scatter(self, points: Mapping[str, Any], lines: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Puts a picture of points into the report, and of lines over them, such as `{"degree=3": (x, y)}`: x and y for
        each name. Otherwise as `curve`.

        Example: `submission.scatter({"points": ([0, 1], [0, 2])}, {"degree=1": ([0, 1], [0, 2])})`
        """
        self._show(lambda: draw_points(points, lines))

    def _show(self, drawn: Callable[[], Picture]) -> None:
        check = self._session.check
        if not check.hidden and len(check.pictures) < MAX_PICTURES:
            check.pictures.append(drawn())

    def measure(
        self,
        what: str,
        value: float,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        drawn: Callable[[], Picture] | None = None,
    ) -> None:
        """Judges a figure that depends on luck, such as the accuracy after training, against its bound; `what` is the
        subject of the sentence that a student reads. `grade audit` estimates how often right work would miss it.

        Example: `submission.measure("the last loss", submission.train(3)["loss"][-1], at_most=0.5)`
        """
        for bound, lower in ((at_least, True), (at_most, False)):
            if bound is None:
                continue
            self._session.check.measured.append(Measurement(what, float(value), bound, lower))
            limit = f"{bound:g}"
            wanted = phrase("at least {bound}", bound=limit) if lower else phrase("at most {bound}", bound=limit)
            reached = value >= bound if lower else value <= bound
            reason = phrase(
                "{what} is {value}, but {expected} is expected.",
                what=Message(what),
                value=f"{value:.4g}",
                expected=wanted,
            )
            expect(value, what).drawn(drawn).that(reached, reason, wanted)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the submission's calls warned of so far in this check.

        Example: `assert not submission.warnings`
        """
        return tuple(self._session.check.warnings)

    def graph(self, name: str, *like: Tensor | Dataset) -> Graph:
        """The graph that the submission's `tf.function` traces for arguments of these dtypes and shapes.

        Example: `graph = submission.graph("square", tensor32([1.0]))`
        """
        self._session.require(name)
        wires = [judge_codec.to_wire(each) for each in like]
        question = protocol.Trace(judge_codec.to_wire(self._session.function(name)), wires)
        answer = self._session.ask(question, protocol.Traced, phrase("Tracing {name}", name=name))
        try:
            return Graph(answer.graph, answer.inputs, answer.outputs, answer.traces)
        except BadGraph as error:
            reason = phrase("The graph of {name} could not be read: {reason}.", name=name, reason=error.message)
            raise SubmissionFailure("failed", reason) from None

    def written_bytes(self, name: str) -> bytes:
        """What the submission has written into the file of that name, at most 4 MiB. SubmissionFailure where it has
        written none.

        Example: `submission.written_bytes(submission.store("x.npy")).startswith(b"\\x93NUMPY")`
        """
        what = phrase("Reading {name}", name=repr(name))
        return self._session.ask(protocol.ReadFile(name), protocol.FileRead, what).payload

    def written(self, name: str) -> Any:
        """What the file holds that the submission has written, by its ending: the array of `.npy`; the arrays of
        `.npz` by name; the rows of `.csv`, as lists of texts; the pixels of `.png` and `.jpg`, from 0 to 255, of shape
        (height, width, channels), or (height, width) of a grey one; the Model of `.keras`. SubmissionFailure for a file
        that holds something else.

        Example: `expect(submission.written(submission.store("x.npy"))).close_to([1.0, 2.0])`
        """
        if name.endswith(MODEL):
            model = self._session.load_model(self.written_bytes(name))
            return replace(expect(model, "the model").a_model(), handle=0)  # its worker is not the submission's
        read = reader(name)
        payload = self.written_bytes(name)
        try:
            found = read(payload)
        except Undecodable as error:
            told = phrase("The file {name} could not be read: {reason}.", name=name, reason=error.message)
            raise SubmissionFailure("failed", told) from None
        self._session.check.answers.append(found)
        return found

    def do(self, prop: Prop, *args: Any) -> Any:
        """What a prop answers where the submission's objects are: `submission.do(props.evaluate, model, x, y)`.

        The submission's code is there too, and could change the answer: not for what the judge can find out itself.

        Example: `assert submission.do(props.layers, submission.build(2)) == 1`
        """
        return self._session.call(judge_codec.to_wire(prop), prop.name, args, {}, keep=False)

    def raises(self, name: str, *args: Any, **kwargs: Any) -> tuple[str, ...]:
        """The names of the exception's class and of what it inherits from when the call raises; empty when it
        answers.

        Example: `assert "ValueError" in submission.raises("mean", [])`
        """
        try:
            self._session.function(name)(*args, **kwargs)
        except SubmissionFailure as failure:
            if not failure.kinds:
                raise
            return failure.kinds
        return ()

    def run(self, graph: Graph, *values: Tensor | Dataset) -> list[Any]:
        """What the graph answers to these inputs, run where none of the student's code is.

        Example: `[y] = submission.run(submission.graph("square", tensor32([1.0])), tensor32([3.0]))`
        """
        answers: list[Any] = self.run_each(graph, values)[0]
        return answers

    def run_each(self, graph: Graph, *calls: Sequence[Tensor | Dataset]) -> list[Any]:
        """What the graph answers to each of these lists of inputs, all in one fresh worker.

        Example: `submission.run_each(submission.graph("square", tensor32([1.0])), [tensor32([3.0])])[0]`
        """
        wires = [[judge_codec.to_wire(value) for value in values] for values in calls]
        result = self._session.run_graph(graph.payload, graph.inputs, graph.outputs, wires)
        if type(result) is not list or len(result) != len(calls):
            raise SubmissionFailure("failed", phrase("The graph cannot run on its own."))
        self._session.check.answers.append(result)
        return result

    def depends(self, graph: Graph, kinds: Collection[str], *calls: Sequence[Tensor | Dataset]) -> bool:
        """Whether what the graph answers to these lists of inputs depends on one of its operations of these kinds: on
        each branch of a conditional, or on a loop that runs at all.

        Found by running graphs that do without it, where none of the student's code is. A graph with further inputs,
        such as a variable, cannot run there: it passes.

        Example: `assert not submission.depends(submission.graph("square", tensor32([1.0])), LOOPS, [tensor32([1.0])])`
        """
        if any(len(call) != len(graph.inputs) for call in calls):
            return bool(graph.operations & frozenset(kinds))
        wires = [[judge_codec.to_wire(value) for value in values] for values in calls]
        key = codec.to_bytes([graph.payload, graph.inputs, graph.outputs, sorted(kinds), wires])
        if key not in self._depends:
            right = codec.to_bytes(judge_codec.to_wire(self.run_each(graph, *calls)))

            def differs(payload: bytes) -> bool:
                try:
                    answers = self._session.run_graph(payload, graph.inputs, graph.outputs, wires)
                except WorkerLost:  # it does not end without what was taken away
                    self._session.open()
                    return True
                return codec.to_bytes(judge_codec.to_wire(answers)) != right

            self._depends[key] = any(all(map(differs, without)) for without in graph.without(kinds))
        return self._depends[key]
