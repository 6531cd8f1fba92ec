"""A pool of started processes: what a judge has of its workers, what becomes of those that break a rule, and what is
left. The roles are light, so that no process imports TensorFlow."""

from __future__ import annotations

import os
import time

import msgspec
import psutil
import pytest

from grader.boundary.frames import PeerGone
from grader.course.model import Limits
from grader.processes import members
from grader.processes.jobs import Entries, JudgeJob
from grader.processes.output import FLOOD, OutputFile
from grader.processes.pool_client import OwnPool
from grader.processes.serving import ServerError

ROLES = "tests.processes.light_roles"
ENTRIES = Entries(f"{ROLES}:judge", f"{ROLES}:worker", f"{ROLES}:warm_up", ())


def job(*required: str) -> JudgeJob:
    where = os.path.dirname(__file__)
    limits = Limits(output=20)
    return JudgeJob(
        exercise="x",
        suite=where,
        folder=where,
        main=where,
        required=required,
        forbidden=(),
        points=1,
        limits=limits,
        seed=1,
        hidden_seed=2,
        layers=(),
    )


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def eventually(condition) -> bool:
    end = soon()
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return met


def soon() -> float:
    return time.monotonic() + 60


@pytest.fixture(scope="module")
def pool():
    with OwnPool(ENTRIES) as made:
        yield made


def reports(pool, *required: str) -> list[str]:
    judge = pool.start_judge(job(*required))
    found = []
    try:
        while True:
            found.append(judge.receive(soon()).decode())
    except PeerGone:
        return found
    finally:
        judge.end()


def test_questions_and_answers(pool):
    assert reports(pool, "one", "two") == ["one||", "two||"]


def test_what_a_worker_prints_belongs_to_the_question(pool):
    assert reports(pool, "print a", "nothing", "print 안녕") == ["print a|a|", "nothing||", "print 안녕|안녕|"]


ENDED = {
    "exit": "PeerGone|3|",
    "hang": "DeadlinePassed|-9|",
    "half a frame": "DeadlinePassed|-9|",
    "a frame above the cap": "FrameError|0|",
}


@pytest.mark.parametrize("what", ENDED)
def test_a_worker_that_breaks_a_rule_makes_room_for_another(pool, what):
    assert reports(pool, "one", what, "two") == ["one||", ENDED[what], "two||"]


def test_a_surplus_answer_is_seen(pool):
    assert reports(pool, "twice") == ["once||surplus"]


def test_a_flood_of_output_is_cut(pool):
    flood, after = reports(pool, "flood", "print a")
    assert flood == f"flood|{'x' * 20}\n[...]|"
    assert after == "print a|a|"


def test_a_worker_that_fills_its_folder_is_ended(pool):
    (told,) = reports(pool, "fill")
    assert told.split("|")[:2] == ["PeerGone", "-9"]
    assert "2000" in told


def test_programs_that_a_worker_has_started_end_with_it(pool):
    told, _ = reports(pool, "start a program", "hang")
    assert eventually(lambda: not is_running(int(told.split("|")[0])))


def test_judges_at_the_same_time(pool):
    judges = [pool.start_judge(job(str(number))) for number in range(2)]
    assert [judge.receive(soon()) for judge in judges] == [b"0||", b"1||"]
    for judge in judges:
        judge.end()


def test_a_judge_that_dies_is_gone(pool):
    assert reports(pool, "one", "crash", "two") == ["one||"]
    assert not pool.is_gone(0)


def of_pool(pool) -> set[int]:
    return {child.pid for child in psutil.Process(pool.pid).children()}


def test_hanging_up_ends_a_judge_and_its_workers(pool):
    judge = pool.start_judge(job("one", "wait"))
    assert judge.receive(soon()) == b"one||"
    before = of_pool(pool)
    judge.end()
    assert eventually(lambda: len(before & of_pool(pool)) <= len(before) - 2)
    assert reports(pool, "again") == ["again||"]


def test_closing_leaves_no_process_and_no_folder():
    made = OwnPool(ENTRIES)
    made.start_judge(job("wait"))
    processes = [psutil.Process(made.pid), *psutil.Process(made.pid).children(recursive=True)]
    made.close()
    assert psutil.wait_procs(processes, timeout=60)[1] == []
    assert not made.root.exists()
    assert made.is_gone()
    with pytest.raises(ServerError):
        made.start_judge(job())


def test_processes_that_cannot_get_ready_are_an_error_and_not_a_wait():
    broken = msgspec.structs.replace(ENTRIES, warm_up="tests.processes.light_roles:never_ready")
    with OwnPool(broken) as made, pytest.raises(ServerError, match="a library is broken"):
        made.start_judge(job())


def test_a_pool_takes_no_more_memory_than_there_is(monkeypatch):
    monkeypatch.setattr(members.psutil, "virtual_memory", lambda: type("Free", (), {"available": 1 << 30})())
    assert members.most() == members.OF_A_JUDGE


def test_output_is_kept_up_to_its_limit_and_never_fills_a_disk(tmp_path):
    output = OutputFile(tmp_path / "output", limit=10)
    with open(output.path, "ab", buffering=0) as printed:
        printed.write("안녕".encode()[:4])
        assert output.take() == "안"
        printed.write("안녕".encode()[4:] + b"\xff")
        assert output.take() == "녕\ufffd"
        printed.write(b"x" * (FLOOD + 1))
        output.drain()
        assert output.path.stat().st_size == 0
        printed.write(b"yyy")
        assert output.take() == "x" * 10 + "\n[...]"
        printed.write(b"z")
        assert output.take() == "z"
