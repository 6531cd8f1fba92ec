"""A worker in this process, without any isolation, for authors who debug a suite."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec
import pytest

from grader.boundary import codec
from grader.boundary.arguments import Arguments
from grader.boundary.protocol import Answer, Answered, Asked, Question
from grader.course.model import load_exercise
from grader.judge.plugin import Plugin
from grader.judge.session import Session
from grader.judge.subject import Subject
from grader.judge.suite_files import SuiteFiles, read_props
from grader.worker.handlers import Service


class LocalLink:
    """Asks a Service in this process, through the same codec as over a socket. Deadlines are not kept: a debugger
    waits."""

    def __init__(self) -> None:
        self.arguments = Arguments(None)
        self._service = Service()

    def ask(self, question: Question, deadline: float) -> Answer:
        asked = msgspec.msgpack.decode(codec.to_bytes(Asked(b"", 0.0, question)), type=Asked)
        answered: Answered = codec.from_bytes(Answered(b"", self._service.handle(asked.question)).frame(), Answered)
        return answered.answer

    def surplus(self) -> bool:
        return False

    def printed(self) -> str:
        return ""

    def end(self) -> str:
        return ""


def plugin_for(config: pytest.Config) -> Plugin:
    """A plugin whose worker is this process."""
    given = config.getoption("--submission")
    if not given or not config.args:
        raise pytest.UsageError("--in-process needs --submission FILE and the suite's folder")
    suite = Path(config.args[0].split("::")[0]).resolve()
    exercise = load_exercise(suite if suite.is_dir() else suite.parent)
    text, props = read_props(exercise.suite)
    file = str(Path(given).resolve())
    now = int(time.time())
    nothing: tuple[str, ...] = ()  # is forbidden: the suite, which may use everything, runs in this process too
    told = file, exercise.required, nothing, exercise.limits, now, now
    subject = Subject(*told, props=text, layers=exercise.layers)
    session = Session(subject, LocalLink)
    plugin = Plugin(session, props, exercise.hint, lambda checks: None, lambda result, doubt, measured: None)
    sys.meta_path.insert(0, SuiteFiles(exercise.suite, plugin.asserts))
    return plugin
