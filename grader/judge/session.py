"""One exercise of one submission while it is judged: the worker in use, the check under way, time, output, calls."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from grader.boundary import judge_codec, protocol
from grader.boundary.codec import Undecodable, Wire
from grader.boundary.protocol import Answer, Question
from grader.boundary.records import FunctionRef, GraphFunction, Opaque
from grader.feedback import Text, phrase
from grader.judge.drawing import ASKING_SECONDS, Picture
from grader.judge.exceptions import failure
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost
from grader.judge.sentences import exercise_over, explained, forbidden, missing, unread, unreadable
from grader.judge.show import show_call
from grader.judge.student_function import StudentFunction
from grader.judge.subject import CurrentCheck, Subject
from grader.judge.workers import Link

FORMLESS = phrase("The answer has an unknown format.")

A = TypeVar("A", bound=Answer)


class Session:
    """Asks the submission, and keeps what one check does to a worker away from the next one."""

    def __init__(self, subject: Subject, new_link: Callable[[], Link]) -> None:
        self.subject = subject
        self.check = CurrentCheck()
        self.functions = subject.functions(())
        self._new_link = new_link
        self._link: Link | None = None
        self._runner: Link | None = None
        """Runs graphs, and never opens a submission."""
        self._opened: protocol.Opened | None = None
        self._served_hidden = False
        self._loaded: set[str] = set()
        self._failed_loads: dict[str, list[WorkerLost]] = {}
        self._unavailable: dict[str, SubmissionFailure] = {}
        self._unfinished: Counter[str] = Counter()
        """How often a call of each function did not finish in time."""
        self._left = subject.limits.exercise
        """Seconds that the submission may still take in this exercise; what the suite itself takes is not counted."""

    # Checks

    def begin(self, name: str, hidden: bool, limit: float | None) -> None:
        """Starts a check with a sound worker. A worker that has seen hidden inputs never serves a visible check,
        whose output a student can read."""
        limits = self.subject.limits
        self.check = CurrentCheck(name, hidden, limit or limits.check, call_limit=max(limits.call, limit or 0.0))
        if self._left <= 0:
            raise self._used_up()
        if self._served_hidden and not hidden:
            self.discard()
        start = protocol.StartCheck(self.subject.seed_of(name))
        for attempt in range(3):
            try:
                self.open()
                if self._ask(start, limits.call) == protocol.Started(changed=False):
                    break
                self.discard()
            except WorkerLost:  # dead between two checks: the fault of neither
                self.discard()
                if attempt == 2:
                    raise
        self._served_hidden = hidden

    def finish(self, passed: bool) -> WorkerLost | None:
        """Ends a check; a failure that only shows now: something was sent that nobody asked for.

        A worker in which a check did not pass is not trusted with another one: a timer, a thread or a hook may be left.
        """
        if self._link is None:
            return None
        self.check.output += self._link.printed()
        surplus = self._link.surplus()
        if surplus or not passed:
            self.discard()
        return WorkerLost("failed", phrase("It sent an answer that was not requested.")) if surplus else None

    def drawn(self, picture: Callable[[], Picture]) -> Picture | None:
        """The picture of a wrong value, where there is one. Whatever it asks, prints and takes is no part of the check:
        a picture changes no result."""
        link, check, unfinished, left = self._link, self.check, self._unfinished.copy(), self._left
        if check.hidden or link is None or link.surplus():
            return None
        check.output += link.printed()
        self.check = CurrentCheck(check.name, left=ASKING_SECONDS, call_limit=ASKING_SECONDS)
        try:
            return picture()
        except (Exception, WorkerLost):
            return None
        finally:
            link.printed()
            self.check, self._unfinished, self._left = check, unfinished, left

    def open(self) -> None:
        """Has a worker with the submission parsed; CannotOpen when there is nothing to judge."""
        if self._link is not None:
            return
        answer = self._open()
        if not isinstance(answer, protocol.Opened):
            self.discard()
            raise unread(answer) if isinstance(answer, protocol.NotRead) else CannotOpen(FORMLESS)
        if not self._opened:
            self._opened, self.functions = answer, self.subject.functions(answer.defined)
        absent = answer.missing
        if 0 < len(absent) == len(self.subject.required) and all(each.is_unexplained for each in absent):
            self.discard()
            file = Path(self.subject.path).name
            raise CannotOpen(phrase("{file} defines none of the functions of this exercise.", file=file), "not_started")
        for each in absent:
            self._unavailable[each.name] = missing(each)
        for use in answer.forbidden:
            self._unavailable[use.required] = forbidden(use)

    def _open(self, again: bool = True) -> Answer:
        """What a new worker says of the submission. One that dies may have been ended from outside: `again` asks
        another."""
        self._link = self._new_link()
        subject = self.subject
        required = () if self._opened else subject.required  # what one worker finds, all would find
        question = protocol.Open(subject.path, required, subject.forbidden, subject.props)
        try:
            return self._ask(question, subject.limits.load)
        except WorkerLost as lost:
            self.discard()
            if again and lost.status == "crashed":
                return self._open(again=False)
            if self._opened:  # another worker could read it: this one had no time left
                raise
            reason = phrase("The file could not be read: {status}.", status=lost.status)
            raise CannotOpen(lost.message or reason) from None

    def discard(self) -> Text:
        """Ends the worker, and the one that runs graphs, which forget all; how the first one died."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.end()
        link, self._link = self._link, None
        self._loaded.clear()
        self._served_hidden = False
        if link is None:
            return ""
        self.check.output += link.printed()
        return link.end()

    # Questions

    def call(self, target: Wire, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        """What the submission's function returned; with `keep`, that and the arguments as they are afterwards.

        Raises SubmissionFailure when it raised, WorkerLost when it did not answer properly.
        """
        text = show_call(name, args, kwargs)
        self.check.called(text)
        wires = [judge_codec.to_wire(arg) for arg in args]
        named = {key: judge_codec.to_wire(arg) for key, arg in kwargs.items()}
        assert self._link is not None
        arguments = self._link.arguments
        placed = list(map(arguments.place, wires)) if keep else wires
        question = protocol.Call(target, placed, named, keep)
        answer = self.ask(question, protocol.Returned, phrase("It"), self.check.call_limit, name)
        after = answer.arguments
        if len(after) != (len(args) if keep else 0):
            self.discard()
            raise WorkerLost("failed", FORMLESS)
        if keep:  # what the memory shows counts more than what the worker says
            now = map(arguments.read, placed)
            kept = zip(after, now, wires, strict=True)
            after = tuple(told if [seen] == [sent] else seen for told, seen, sent in kept)
        value = self.decode(answer.value)
        self.check.calls[0] = (text, value)
        self.check.answers.append(value)
        self.check.warned(answer.warnings)
        return (value, tuple(self.decode(each) for each in after)) if keep else value

    def run_graph(self, graph: bytes, inputs: list[str], outputs: list[str], calls: list[list[Wire]]) -> Any:
        """What a graph answers to each of `calls`, executed in a locked worker that never opens a submission."""
        question = protocol.RunGraph(graph, inputs, outputs, calls)
        answer = self._ask_runner(question, phrase("the graph"), self.subject.limits.call)
        return self.decode(answer.results) if isinstance(answer, protocol.Ran) else None

    def load_model(self, payload: bytes) -> Any:
        """What Keras finds in a `.keras` file, loaded in a locked worker that never opens a submission."""
        what = phrase("Loading the model")
        answer = self._ask_runner(protocol.LoadModel(payload), what, self.subject.limits.load)
        if isinstance(answer, protocol.Returned):
            return self.decode(answer.value)
        raise self._failure(answer, what)

    def _ask_runner(self, question: Question, what: Text, seconds: float) -> Answer:
        self._runner = self._runner or self._new_link()
        try:
            return self._spend(self._runner, question, seconds)
        except WorkerLost as lost:
            self.discard()
            raise explained(lost, what, seconds, "") from None

    def decode(self, wire: Wire) -> Any:
        try:
            return judge_codec.from_wire(wire, self.function, self.subject.layers)
        except Undecodable as error:
            self.discard()
            raise WorkerLost("failed", unreadable(error.message)) from None

    def named(self, name: str) -> Any:
        """What a required name stands for: the value of a variable, else a function to call."""
        opened = self._opened or protocol.Opened()
        if any(each.name == name for each in opened.missing):
            raise self._unavailable[name]
        if not any(each.name == name and each.is_variable for each in opened.defined):
            return self.function(name)
        self.require(name)
        value = self.decode(self.ask(protocol.Read(name), protocol.Returned, name).value)
        if isinstance(value, FunctionRef | GraphFunction | Opaque):  # an object may well be called
            return self.function(name)
        self.check.calls.insert(0, (name, value))
        self.check.answers.append(value)
        return value

    def function(self, name: str, handle: int = 0) -> StudentFunction:
        """A function of the submission, by its name, or one that came back by its handle."""
        return StudentFunction(name, handle, session=self)

    def require(self, name: str) -> None:
        """Loads a required name into the worker; SubmissionFailure when it is missing, forbidden, or raises."""
        if name in self._unavailable:
            raise self._unavailable[name]
        if name in self._loaded:
            return
        before = self._failed_loads.setdefault(name, [])
        if len(before) >= 2:  # the third time would only cost the limit again
            raise before[-1]
        try:
            what = phrase("Loading {name}", name=name)
            self.ask(protocol.Load(name), protocol.Loaded, what, self.subject.limits.load)
        except WorkerLost as lost:
            before.append(lost)
            raise
        self._loaded.add(name)

    def ask(self, question: Question, kind: type[A], what: Text, seconds: float | None = None, function: str = "") -> A:
        """The answer of that kind, within its limit; `what` names the question for the student.

        A function that did not finish has half as long the next time: what never ends must not use up the time of the
        exercise's other functions.
        """
        limit = (seconds or self.subject.limits.call) / 2 ** self._unfinished[function]
        try:
            answer = self._ask(question, limit)
        except WorkerLost as lost:
            if function and lost.status == "timeout" and not lost.message:
                self._unfinished[function] += 1
            raise explained(lost, what, limit, self.discard()) from None
        if isinstance(answer, kind):
            return answer
        raise self._failure(answer, what)

    def _ask(self, question: Question, seconds: float) -> Answer:
        assert self._link is not None
        return self._spend(self._link, question, seconds)

    def _spend(self, link: Link, question: Question, seconds: float) -> Answer:
        """An answer; the time that it takes is the submission's, whichever worker gives it."""
        left = min(self._left, self.check.left)
        if left <= 0:
            raise self._used_up()
        began = time.monotonic()
        try:
            return link.ask(question, began + min(seconds, left))
        except WorkerLost as lost:
            if lost.status == "timeout" and left < seconds:
                raise self._used_up(lost) from None
            raise
        finally:
            taken = time.monotonic() - began
            self._left -= taken
            self.check.left -= taken

    def _used_up(self, lost: WorkerLost | None = None) -> WorkerLost:
        """Time is up; `lost` says where the submission was."""
        of_exercise = self._left <= self.check.left
        told = exercise_over(tuple(self._unfinished)) if of_exercise else phrase("This check ran out of time.")
        return WorkerLost("timeout", told, lost.place if lost else None, lost.line if lost else "")

    def _failure(self, answer: Answer, what: Text) -> BaseException:
        told = failure(answer, what)
        if told is None:
            self.discard()
        return told or WorkerLost("failed", FORMLESS)
