"""What tests share: warm processes, since importing TensorFlow takes seconds, and submissions as suites see them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import Limits
from grader.runtime.policy import LAYERS


@pytest.fixture(scope="session")
def nursery():
    """A warm process that forks locked workers."""
    from nursery import Nursery

    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def submit(nursery) -> Iterator[Callable]:
    """`submit(text, "relu")` is the `submission` of a suite whose exercise asks for relu, in a check that has just begun."""
    from grader.judge.session import Session, Subject
    from grader.judge.submission import Submission

    sessions = []

    def submit(text, *required, refused=(), limits=Limits(), props="", name="work.py", layers=LAYERS, seed=1):  # noqa: B008
        path: Path = nursery.write(text, name)
        subject = Subject(str(path), required, refused, limits, seed, props)
        session = Session(subject, lambda: nursery.start(path, layers, limits))
        sessions.append(session)
        session.begin("test_it", hidden=False, limit=None)
        return Submission(session)

    yield submit
    for session in sessions:
        session.discard()


@pytest.fixture(scope="session")
def server():
    """A warm fork server, for graders of many small courses."""
    from grader.runtime.connection import ForkServer

    with ForkServer() as made:
        made.hello()
        yield made
