"""A judge and a worker for tests of a pool: without TensorFlow, and told by a job what to do."""

import os
import subprocess
import sys
import time

from grader.boundary.frames import DeadlinePassed, FrameError, PeerGone


def warm_up() -> None:
    """Nothing takes long here."""


def never_ready() -> None:
    raise RuntimeError("a library is broken")


def worker(channel, scratch, memory) -> None:
    """Does what it is asked to."""
    os.chdir(scratch)
    while True:
        try:
            question = channel.receive().decode()
        except PeerGone:
            return
        if question.startswith("print "):
            print(question[6:], flush=True)
        elif question == "exit":
            os._exit(3)
        elif question == "hang":
            time.sleep(600)
        elif question == "half a frame":
            os.write(channel._connection.fileno(), b"\0\0\0\x50abc")
            time.sleep(600)
        elif question == "a frame above the cap":
            os.write(channel._connection.fileno(), b"\x7f\0\0\0abc")
        elif question == "flood":
            os.write(1, b"x" * (3 << 20))
        elif question == "fill":
            [open(str(number), "w").close() for number in range(3000)]
            time.sleep(600)
        elif question == "twice":
            channel.send(b"once")
        elif question == "start a program":
            program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            question = str(program.pid)
        channel.send(question.encode())


def judge(job, workers, results) -> None:
    """Asks a worker what the job requires, one after the other; reports what came back of each, and how it ended."""
    workers.prepare()
    taken = workers.take()
    for question in job.required:
        if taken is None:
            taken = workers.take()
        try:
            if question == "crash":
                os._exit(9)
            taken.send(question.encode())
            told = taken.receive(time.monotonic() + (600 if question == "wait" else 2)).decode()
            if question == "wait":
                time.sleep(600)
            time.sleep(0.2 if question == "twice" else 0)
            results.send(f"{told}|{taken.printed().strip()}|{'surplus' if taken.has_input() else ''}".encode())
        except (DeadlinePassed, FrameError, PeerGone) as error:
            ended = taken.end()
            results.send(f"{type(error).__name__}|{ended.code}|{ended.reason}".encode())
            taken = None
