"""What tests share: warm processes, since importing TensorFlow takes seconds, and submissions as suites see them."""

import os
import re
import reprlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from small_course import small_course
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.amber import AmberSnapshotExtension

from grader.course.model import Limits
from grader.feedback import Message, parts
from grader.processes.policy import LAYERS

PATIENT = Limits(load=40.0, call=20.0, check=60.0, exercise=240.0)
"""For tests that are not about time, however busy the machine is."""

hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")  # no test depends on how busy the machine is

ROOT = Path(__file__).parents[1]
FOLDER = re.compile(r"(/\S+)?/pytest-of-[^/]+/pytest-\d+/[^/\s:']+")
VALUE = re.compile(r"\{\w+\}")
TOKEN = "token-of-the-one-who-grades"
os.environ["GRADE_WARM"] = "0"  # no test leaves a server behind, unless that is what it tests


def pytest_configure(config: pytest.Config) -> None:
    """What a test compares depends on the machine in a few places, so a snapshot may be left over; that is no error."""
    config.option.warn_unused_snapshots = True


def pytest_sessionstart() -> None:
    """Compiles a catalogue that has changed since the installation."""
    for source in ROOT.glob("grader/locale/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([sys.executable, ROOT / "grader" / "locale" / "compile.py"], check=True)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Several values, and functions, read as what they are where a test names no ids; pytest would number them."""
    if isinstance(val, list | tuple | dict | set):
        text = reprlib.repr(val)
        return None if re.search(r"\w\(|0x", text) else text  # objects say too much
    name = getattr(val, "__name__", "<")
    return None if name.startswith("<") else name


class Wording(AmberSnapshotExtension):
    """Texts for people, one file of snapshots for each module of tests. A message is kept as its keys in the catalogue,
    so that its values are for the tests to assert; in other text, the folder of the test is `~`."""

    @classmethod
    def dirname(cls, **_: object) -> str:
        return str(ROOT / "tests" / "wording")

    def serialize(self, data: object, **_: object) -> str:
        if isinstance(data, Message):
            keys = [part.text for part in parts(data)]
            return super().serialize("\n".join(key for key in keys if re.search(r"\w\w", VALUE.sub("", key))))
        return super().serialize(FOLDER.sub("~", str(data)))


@pytest.fixture
def wording(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """`assert told == wording` compares what a person reads with its snapshot, the only place where tests quote
    sentences. `pytest --snapshot-update` writes the snapshots of the tests that it runs anew."""
    return snapshot.use_extension(Wording)


@pytest.fixture(scope="session")
def nursery():
    """A warm process that forks locked workers."""
    from nursery import Nursery

    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def submit(nursery) -> Iterator[Callable]:
    """`submit(text, "relu")` is the `submission` that a suite has, in a check that has just begun; relu is required."""
    from grader.judge.session import Session
    from grader.judge.student_module import StudentModule
    from grader.judge.subject import Subject

    sessions = []

    def submit(text, *required, forbidden=(), limits=PATIENT, props="", name="work.py", layers=LAYERS, seed=1):
        path: Path = nursery.write(text, name)
        subject = Subject(str(path), required, forbidden, limits, seed, hidden_seed=-1, props=props)
        session = Session(subject, lambda: nursery.start(path, layers, limits))
        sessions.append(session)
        session.begin("test_it", hidden=False, limit=None)
        return StudentModule(session)

    yield submit
    for session in sessions:
        session.discard()


@pytest.fixture(scope="session")
def server():
    """A warm fork server, whose caller had something to hide in the environment."""
    from grader.judge.client import ENTRIES
    from grader.processes.client import OwnServer

    os.environ["GRADER_TEST_TOKEN"] = TOKEN
    try:
        with OwnServer(ENTRIES) as made:
            made.hello()
            yield made
    finally:
        del os.environ["GRADER_TEST_TOKEN"]


@pytest.fixture
def job(tmp_path) -> Iterator[Callable]:
    """`job(text)` is the job to judge a submission of that text in the small course; keywords are the course's.

    The copy of the submission lies where a worker with a uid of its own can read it.
    """
    from grader.processes.jobs import JudgeJob
    from grader.submission.private_copy import private_folder

    with private_folder() as folder:

        def job(text, layers=LAYERS, seed=1, hidden_seed=1, only=(), **course):
            exercise = small_course(tmp_path / f"course-{len(list(tmp_path.iterdir()))}", **course).exercises[0]
            main = folder / "doubles.py"
            main.write_text(text)
            return JudgeJob.of(exercise, folder, main, seed=seed, hidden_seed=hidden_seed, layers=layers, checks=only)

        yield job


@pytest.fixture
def judged(server, job) -> Callable:
    """`judged(text, checks=...)` is what a judge says of a submission of that text."""
    from grader.judge.client import run_judge

    return lambda text, **keys: run_judge(server, job(text, **keys), lambda result: None)
