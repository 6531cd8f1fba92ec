import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator

import msgspec
import pytest

from grader.boundary import codec
from grader.boundary.channel import HEADER, Channel
from grader.boundary.frames import MAX_FRAME
from grader.boundary.protocol import Asked, Load, Loaded, Returned
from grader.feedback import Location
from grader.judge.failures import WorkerLost
from grader.judge.workers import WorkerLink
from grader.processes.forked import ForkedWorker, ForkedWorkers, Recorder
from grader.processes.jobs import EndWorker, NewWorker, WorkerEnded, WorkerStarted


class Ended:
    """Whoever started the worker."""

    def end(self, number: int) -> WorkerEnded:
        return WorkerEnded(number, 0, f"number {number} ended")


class Worker:
    """The far end of a link: a thread that answers each question with what `answer(question)` sends."""

    def __init__(self, answer) -> None:
        ours, self.socket = socket.socketpair()
        output, self.printed = os.pipe()
        self.link = WorkerLink(ForkedWorker(Ended(), 7, ours.detach(), output, limit=20))
        self._thread = threading.Thread(target=self._serve, args=(answer,), daemon=True)
        self._thread.start()

    def _serve(self, answer) -> None:
        reading = self.socket.makefile("rb")
        with contextlib.suppress(OSError):  # the link hung up
            while header := reading.read(HEADER.size):
                asked = msgspec.msgpack.decode(reading.read(HEADER.unpack(header)[0]), type=Asked)
                for payload in answer(self, asked):
                    self.socket.sendall(payload)

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self.socket.close()
        os.close(self.printed)


def frame(*parts) -> bytes:
    payload = codec.to_bytes(list(parts))
    return HEADER.pack(len(payload)) + payload


@pytest.fixture
def worker() -> Iterator:
    made = []

    def start(answer):
        made.append(Worker(answer))
        return made[-1]

    yield start
    for each in made:
        each.link.end()
        each.close()


QUESTION = Load("relu")


def honest(worker, asked):
    os.write(worker.printed, b"asked\n")
    yield frame(asked.id, ["Returned", asked.question.name, [], []])


def soon(seconds: float = 10.0) -> float:
    return time.monotonic() + seconds


def test_a_question_and_its_answer(worker):
    link = worker(honest).link
    assert link.ask(QUESTION, soon()) == Returned("relu")
    assert link.ask(Load("tanh"), soon()) == Returned("tanh")
    assert link.printed() == "asked\nasked\n"
    assert not link.surplus()
    assert link.end() == "number 7 ended"


HOSTILE = {
    "another id": lambda worker, asked: [frame(b"another!", ["Returned", 1])],
    "no id": lambda worker, asked: [frame(["Returned", 1])],
    "the id alone": lambda worker, asked: [frame(asked.id)],
    "a kind that is no text": lambda worker, asked: [frame(asked.id, [1])],
    "a kind that is a list": lambda worker, asked: [frame(asked.id, [["Returned"]])],
    "no kind": lambda worker, asked: [frame(asked.id, [])],
    "a kind without its fields": lambda worker, asked: [frame(asked.id, ["Returned"])],
    "a field too many": lambda worker, asked: [frame(asked.id, ["Loaded", 1])],
    "a field of another type": lambda worker, asked: [frame(asked.id, ["Started", 1])],
    "a place without a file": lambda worker, asked: [frame(asked.id, ["Late", [None, 1, 2]])],
    "more than an answer": lambda worker, asked: [frame(asked.id, ["Loaded"], ["Loaded"])],
    "a map": lambda worker, asked: [frame(asked.id, {"type": "Loaded"})],
    "no list": lambda worker, asked: [HEADER.pack(1) + b"\x01"],
    "nothing in it": lambda worker, asked: [HEADER.pack(0)],
    "no MessagePack": lambda worker, asked: [HEADER.pack(3) + b"\xc1\xc1\xc1"],
    "a frame above the cap": lambda worker, asked: [HEADER.pack(MAX_FRAME + 1)],
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_malformed_answer_fails_the_check(worker, answer):
    with pytest.raises(WorkerLost) as lost:
        worker(answer).link.ask(QUESTION, soon())
    assert lost.value.status == "failed"
    assert str(lost.value.message).startswith("It")


def test_an_answer_given_early_fails_the_question(wording, worker):
    early = worker(honest)
    early.socket.sendall(frame(b"12345678", ["Returned", 1]))
    with pytest.raises(WorkerLost) as caught:
        early.link.ask(QUESTION, soon())
    assert str(caught.value) == wording


def test_an_answer_given_twice_is_seen(wording, worker):
    twice = worker(lambda worker, asked: [frame(asked.id, ["Returned", 1])] * 2)
    assert twice.link.ask(QUESTION, soon()) == Returned(1)
    deadline = soon()
    while not twice.link.surplus() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert twice.link.surplus()
    with pytest.raises(WorkerLost) as caught:
        twice.link.ask(QUESTION, soon())
    assert str(caught.value) == wording


def test_an_id_is_never_used_again(worker):
    seen = []

    def replay(worker, asked):
        seen.append(asked.id)
        yield frame(seen[0], ["Returned", 1])

    link = worker(replay).link
    link.ask(QUESTION, soon())
    with pytest.raises(WorkerLost, match="a different question"):
        link.ask(QUESTION, soon())


def test_no_answer_is_a_timeout_and_a_closed_end_a_crash(worker):
    with pytest.raises(WorkerLost) as lost:
        worker(lambda worker, asked: []).link.ask(QUESTION, soon(0.1))
    assert lost.value.status == "timeout"
    closing = worker(lambda worker, asked: worker.socket.shutdown(socket.SHUT_RDWR) or [])
    for _ in range(2):  # the second time it is gone before it is asked
        with pytest.raises(WorkerLost) as lost:
            closing.link.ask(QUESTION, soon())
        assert lost.value.status == "crashed"
    assert not closing.link.surplus()


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ([["work.py", None, 3], "    while True:"], (Location("work.py", line=3), "    while True:")),
        ([["work.ipynb", 2, 3]], (Location("work.ipynb", 2, 3), "")),
        ([["work.ipynb", 2]], (Location("work.ipynb", 2), "")),
        ([None, ""], (None, "")),
        ([], (None, "")),
        ([["w"], "w" * 10_000], (Location("w"), "w" * 2000)),
    ],
)
def test_a_worker_that_is_late_tells_where_it_is(worker, told, place):
    with pytest.raises(WorkerLost) as lost:
        worker(lambda worker, asked: [frame(asked.id, ["Late", *told])]).link.ask(QUESTION, soon())
    assert (lost.value.status, (lost.value.place, lost.value.line)) == ("timeout", place)


def test_a_flood_of_output_does_not_block(worker):
    def flood(worker, asked):
        for _ in range(50):
            os.write(worker.printed, b"x" * 60_000)
        yield frame(asked.id, ["Loaded"])

    link = worker(flood).link
    assert link.ask(QUESTION, soon()) == Loaded()
    assert link.printed() == "x" * 20 + "\n[...]"


def test_output_is_cut_between_characters_not_within_one():
    reading, writing = os.pipe()
    recorder = Recorder(reading, limit=10)
    os.write(writing, "안".encode()[:2])
    assert recorder.take() == ""
    os.write(writing, "안".encode()[2:] + b"\xff")
    assert recorder.take() == "안\ufffd"
    os.close(writing)
    recorder.drain()
    assert recorder.descriptor is None  # at its end, so that nobody waits for it any more
    assert recorder.take() == ""


@pytest.fixture
def server():
    """Workers, and the fork server's end of their channel."""
    ours, theirs = socket.socketpair()
    front, back = Channel(ours), Channel(theirs)
    yield ForkedWorkers(front, output_limit=20), back
    front.close()
    back.close()


def say(back: Channel, message, descriptors=()) -> None:
    back.send(msgspec.msgpack.encode(message), descriptors=descriptors)


def heard(back: Channel):
    return msgspec.msgpack.decode(back.receive(soon()), type=NewWorker | EndWorker)


def start(back: Channel, number: int) -> None:
    assert heard(back) == NewWorker()
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    say(back, WorkerStarted(number), [theirs.fileno(), reading])
    for end in (ours, theirs):
        end.close()
    os.close(reading)
    os.close(writing)


def test_workers_are_asked_for_ahead_and_taken_in_order(server):
    workers, back = server
    workers.prepare()
    workers.prepare()
    start(back, 1)
    start(back, 2)
    taken = [workers.take(), workers.take()]
    say(back, WorkerEnded(1, 0))
    say(back, WorkerEnded(2, 0))
    assert [WorkerLink(worker).end() for worker in taken] == ["", ""]
    assert [heard(back), heard(back)] == [EndWorker(1), EndWorker(2)]


@pytest.mark.parametrize(
    ("ended", "text"),
    [
        (WorkerEnded(1, 0), ""),
        (WorkerEnded(1, -9), ""),
        (WorkerEnded(1, -9, "it wrote more than 4 MiB"), "it wrote more than 4 MiB"),
        (WorkerEnded(1, 3), "exit code 3"),
        (WorkerEnded(1, -11), "signal SIGSEGV"),
        (WorkerEnded(1, -99), "signal 99"),
    ],
)
def test_how_a_worker_died(server, ended, text):
    workers, back = server
    workers.prepare()
    start(back, 1)
    link = WorkerLink(workers.take())
    workers.prepare()
    start(back, 2)  # a worker that was asked for ahead may start before the other one has ended
    say(back, ended)
    assert str(link.end()) == text
    say(back, WorkerEnded(2, 0))
    workers.take().end()
