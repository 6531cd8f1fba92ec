"""The pytest plugin: fixtures for suites, points and visibility, and a result for each check.

In a judge, `process.py` hands it a session with isolated workers. With `--in-process` an author runs a suite against a
file in one process, with plain pytest and a debugger:

    pytest -p grader.judge.plugin --in-process --submission FILE SUITE
"""

from __future__ import annotations

import base64
import functools
import types
import zlib
from collections.abc import Callable, Generator
from typing import Any

import hypothesis
import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase

from grader.boundary.records import Prop
from grader.feedback import Message
from grader.judge.asserts import PLAIN, Asserts
from grader.judge.drawing import MAX_WRONG, Picture
from grader.judge.failures import CannotOpen, SubmissionFailure, SuiteError, WorkerLost, WrongAnswer, as_exception, told
from grader.judge.protocol import Measurement
from grader.judge.session import Session
from grader.judge.student_module import StudentModule
from grader.judge.verdict import NOT_RUN, Verdict, verdict
from grader.report.model import CheckResult

MARKS = (
    "points(n): how many points the check is worth",
    "hidden: students see the title, points and hint of this check, but no details of its run",
    "limit(seconds): how long the submission may take to answer the check",
    "allow_empty: an answer in this check may be empty, also where plain asserts judge it",
    "allow_nan: an answer in this check may contain NaN, also where plain asserts judge it",
)
hypothesis.settings.register_profile(
    "grader",
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


@pytest.fixture(scope="session")
def submission(pytestconfig: pytest.Config) -> StudentModule:
    """The submission's functions, as if its module had been imported."""
    return _plugin(pytestconfig).submission


@pytest.fixture(scope="session")
def props(pytestconfig: pytest.Config) -> types.SimpleNamespace:
    """The exercise's props: callable here, and known to the submission's process by name."""
    return _plugin(pytestconfig).props


@pytest.fixture
def random(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> np.random.Generator:
    """Unpredictable random numbers for a check that tries few inputs. They are the same for the same submission."""
    seed = _plugin(pytestconfig).seed_of(request.node)
    return np.random.default_rng([seed, zlib.crc32(request.node.name.encode())])


def _plugin(config: pytest.Config) -> Plugin:
    found = [plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Plugin)]
    if not found:
        raise pytest.UsageError("run a suite with grade, or with --in-process --submission FILE")
    return found[0]


class Plugin:
    """Judges each check of a suite through one session, and hands every result on as soon as it is known."""

    def __init__(
        self,
        session: Session,
        props: types.ModuleType,
        hint: Callable[[str], str],
        collected: Callable[[list[CheckResult]], None],
        checked: Callable[[CheckResult, str, tuple[Measurement, ...]], None],
        only: tuple[str, ...] = (),
        began: Callable[[str, float], None] = lambda name, seconds: None,
    ) -> None:
        self.session = session
        self.submission = StudentModule(session)
        self.asserts = Asserts(lambda: session.check)
        functions = {name: value for name, value in vars(props).items() if isinstance(value, types.FunctionType)}
        self.props = types.SimpleNamespace(**{name: Prop(name, value) for name, value in functions.items()})
        self._hint = hint
        self._collected = collected
        self._checked = checked
        self._only = only
        self._began = began
        self._verdict = NOT_RUN
        self._drawn: set[bytes] = set()
        self._left_to_draw = MAX_WRONG
        self._failed_example: tuple[BaseException, list[tuple[str, Any]]] | None = None
        self.stopped: CannotOpen | SuiteError | None = None
        """Why nothing was judged."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Visible checks run first: what a hidden one does must not reach anything that a student can read."""
        try:
            if self.stopped is not None:  # a file of the suite could not be imported
                raise self.stopped
            self._collected([self._blank(item) for item in items])
        except (CannotOpen, SuiteError) as error:
            self.stopped = error
            items.clear()
            return
        chosen = [item for item in items if not self._only or item.name in self._only]
        items[:] = sorted(chosen, key=is_hidden)
        for item in items:
            self._prepare(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._verdict = NOT_RUN
        self._failed_example = None
        self._began(item.name, _limit(item) or self.session.subject.limits.check)
        result = yield
        surplus = self.session.finish(self._verdict.status == "passed")
        if surplus is not None:
            self._verdict = verdict(surplus, self.session.check.calls)
        self._report(item)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begins the check before its fixtures, which may ask the submission too."""
        with as_exception():
            self.session.begin(item.name, is_hidden(item), _limit(item))
        self.session.check.allowed = frozenset(mark.name for mark in item.iter_markers())

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """A fixture of several checks that the submission did not answer fails each of them: pytest keeps exceptions
        only."""
        try:
            with as_exception():
                return (yield)
        except SubmissionFailure as failure:
            fixturedef.cached_result = (None, fixturedef.cache_key(request), (failure, None))  # type: ignore[arg-type]
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        try:
            result = yield
            self._judge_answers(pyfuncitem)
            self._verdict = Verdict()
            return result
        except WorkerLost as lost:
            error, calls = self._failed_example or (lost, self.session.check.calls)
            self._verdict = verdict(error, calls)
            with as_exception():
                raise
        except BaseException as error:
            self._verdict = verdict(error, self.session.check.calls)
            if isinstance(error, WrongAnswer) and error.picture and self._left_to_draw:
                self._draw(error.picture)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, pytest.CollectReport]:
        report = yield
        if report.failed and self.stopped is None:
            error = report.call.excinfo.value
            self.stopped = SuiteError(told(error.__cause__ or error))
        return report  # type: ignore[no-any-return]

    def seed_of(self, item: pytest.Item) -> int:
        """What the random inputs of a check follow from."""
        subject = self.session.subject
        return subject.hidden_seed if is_hidden(item) else subject.seed

    def _prepare(self, item: pytest.Item) -> None:
        """A Hypothesis check gets its seed, and tells where an example begins."""
        function: Any = getattr(item, "obj", None)
        handle = getattr(function, "hypothesis", None)
        if handle is None:
            return
        hypothesis.seed(self.seed_of(item))(function)
        inner = handle.inner_test

        @functools.wraps(inner)
        def example(*args: Any, **kwargs: Any) -> Any:
            self.session.check.forget()
            try:
                result = inner(*args, **kwargs)
                self._judge_answers(item)
                return result
            except (WrongAnswer, SubmissionFailure, AssertionError) as error:
                self._failed_example = (error, list(self.session.check.calls))
                raise

        handle.inner_test = example

    def _judge_answers(self, item: pytest.Item) -> None:
        """Where plain asserts judge, also one that was never reached, as in a loop over an empty answer."""
        if self.session.check.plain or getattr(getattr(item, "module", None), PLAIN, False):
            self.asserts.judge_answers(list(getattr(item, "funcargs", {}).values()))

    def _blank(self, item: pytest.Item) -> CheckResult:
        """The check before it ran: name, title (its docstring's first line), points, visibility and hint."""
        points = item.get_closest_marker("points")
        document = (getattr(getattr(item, "obj", None), "__doc__", None) or item.name).strip()
        return CheckResult(
            name=item.name,
            title=Message(document.splitlines()[0]),
            status="not_started",
            score=0.0,
            max_score=float(points.args[0]) if points and points.args else 0.0,
            visibility="hidden" if is_hidden(item) else "visible",
            hint=Message(hint) if (hint := self._hint(item.name)) else "",
        )

    def _draw(self, picture: Callable[[], Picture]) -> None:
        """Adds the picture of a wrong value to the check, unless an earlier check has shown it."""
        self._left_to_draw -= 1
        drawn = self.session.drawn(picture)
        if drawn is not None and drawn.png not in self._drawn:
            self._drawn.add(drawn.png)
            self.session.check.pictures.append(drawn)

    def _report(self, item: pytest.Item) -> None:
        found, check = self._verdict, self.session.check
        before = self._blank(item)
        passed = found.status == "passed"
        result = msgspec.structs.replace(
            before,
            status=found.status,
            score=before.max_score if passed else 0.0,
            message=found.told(check.output),
            hint=before.hint if not passed and (found.hint_wanted or is_hidden(item)) else "",
            place=found.place,
            counterexample=found.counterexample,
            output=check.output,
            pictures=tuple(base64.b64encode(picture.png).decode() for picture in check.pictures),
            alts=tuple(picture.text for picture in check.pictures),
        )
        self._checked(result, found.doubt, tuple(check.measured))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A fixture that fails, or a check that skips itself, counts as a failure of the suite."""
        report = yield
        unexpected = report.skipped or (call.excinfo is not None and call.when != "call")
        if unexpected and call.excinfo is not None:
            self._verdict = verdict(call.excinfo.value, self.session.check.calls)
        return report


def is_hidden(item: pytest.Item) -> bool:
    return item.get_closest_marker("hidden") is not None


def _limit(item: pytest.Item) -> float | None:
    """The seconds that a check was given for itself."""
    mark = item.get_closest_marker("limit")
    return float(mark.args[0]) if mark else None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("grader", "suites of an exercise")
    group.addoption("--in-process", action="store_true", help="judge a file in this process, to debug a suite")
    group.addoption("--submission", metavar="FILE", help="the file to judge with --in-process")


def pytest_configure(config: pytest.Config) -> None:
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    hypothesis.settings.load_profile("grader")
    if not config.pluginmanager.hasplugin("terminal"):
        # nobody reads pytest's own account of a failure, for which it looks through all modules that are loaded
        config.option.tbstyle = "native"
    if config.getoption("--in-process", default=False):
        from grader.judge.in_process import plugin_for  # it imports what runs a submission

        config.pluginmanager.register(plugin_for(config), "grader-in-process")
