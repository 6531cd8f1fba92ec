"""`grade doctor`: what it finds on a machine, and what it says of machines that are not this one."""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli import app as cli
from grader.feedback import parts
from grader.grading import machine, warmth
from grader.grading.machine import CACHE, HOME, TEMPORARY, WORKSPACE, Machine, findings
from grader.language import render
from grader.processes import mounts, warm
from grader.processes.guarantees import GUARANTEES, NEEDS, complaint, unmet
from grader.processes.sandbox import offered

GiB = 1 << 30
SOUND = Machine(
    requirements=("numpy>=2.0", "tensorflow>=2.20"),
    installed={"numpy": "2.4.6", "tensorflow": "2.21.0"},
    memory=8 * GiB,
    room=dict.fromkeys((TEMPORARY, WORKSPACE, CACHE, HOME), 50 * GiB),
    layers=offered(6, namespaces=True, libseccomp=True),
    in_part=(),
    landlock=6,
    obstacle="",
    fonts=("NanumGothic",),
    encoding="utf-8",
)
GVISOR = offered(0, namespaces=False, libseccomp=True)
UBUNTU_24 = offered(4, namespaces=False, libseccomp=True)


def found(language: str = "en", **changes: object) -> dict[str, tuple[str, str]]:
    """What is said of a machine that is sound but for these changes: by subject its state, and the words."""
    seen = list(findings(replace(SOUND, **changes), language))
    words = (" ".join(render(text, language) for text in (each.said, *each.advice)) for each in seen)
    return {each.about: (each.state, said) for each, said in zip(seen, words, strict=True)}


def doctor(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["doctor", *words])
    return int(ended.value.code or 0)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sound_machine_needs_nothing():
    assert {state for state, _ in found().values()} == {"ok"}
    assert found()["modes"] == ("ok", "--sandbox strict, auto, off; --start fork, spawn")


@pytest.mark.parametrize(
    ("about", "changes", "words"),
    [
        ("libraries", {"installed": {"numpy": "1.26.4", "tensorflow": "2.21.0"}}, "pip install 'numpy>=2.0'"),
        ("libraries", {"installed": {"numpy": "2.4.6"}}, "tensorflow is not installed"),
        ("memory", {"memory": GiB // 2}, "Close other programs"),
        (TEMPORARY, {"room": {TEMPORARY: None}}, "Set TMPDIR"),
        (TEMPORARY, {"room": {TEMPORARY: 1000}}, "Make room"),
        (WORKSPACE, {"room": {WORKSPACE: None}}, "grade init DIR"),
    ],
)
def test_what_keeps_a_student_from_grading_needs_attention(about, changes, words):
    state, said = found(**changes)[about]
    assert state == "attention"
    assert words in said


@pytest.mark.parametrize(
    ("about", "changes", "words"),
    [
        (HOME, {"room": {HOME: None}}, "not needed"),
        (CACHE, {"room": {CACHE: None}}, "not needed"),
        ("warm server", {"obstacle": "not in CI"}, "not in CI"),
        ("fonts for Korean plots", {"fonts": ()}, "apt install fonts-nanum"),
        ("terminal", {"encoding": "latin-1"}, "PYTHONUTF8=1"),
        ("terminal", {"encoding": "no-such-encoding"}, "PYTHONUTF8=1"),
        ("modes", {"layers": UBUNTU_24}, "sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    ],
)
def test_what_matters_for_some_uses_only_is_a_note(about, changes, words):
    state, said = found(**changes)[about]
    assert state == "note"
    assert words in said


def test_who_reads_korean_needs_a_terminal_that_shows_it():
    assert found("ko", encoding="latin-1")["terminal"][0] == "attention"
    assert found("ko", encoding="cp949")["terminal"][0] == "ok"


@pytest.mark.parametrize("layers", [GVISOR, UBUNTU_24, offered(2, namespaces=True, libseccomp=False)])
def test_each_gap_of_the_sandbox_is_named_with_its_remedy_as_strict_names_it(layers):
    seen = list(findings(replace(SOUND, layers=layers), "en"))
    held, broken = (
        [str(each.said) for each in seen if each.about == state] for state in ("guaranteed", "not guaranteed")
    )
    assert broken == list(unmet(layers)) != []
    assert len(held) + len(broken) == len(GUARANTEES)
    (modes,) = (each for each in seen if each.about == "modes")
    told = [part.text for text in modes.advice for part in parts(text)]
    strict = [part.text for part in parts(complaint(layers))]
    assert (
        [need for need in NEEDS.values() if need in told] == [need for need in NEEDS.values() if need in strict] != []
    )


def test_a_machine_without_a_sandbox_says_which_modes_work():
    """macOS, Windows."""
    said = found(layers=(), landlock=0, obstacle="there is no room")
    assert said["sandbox"][0] == "note"
    assert said["modes"][1].startswith("--sandbox auto, off; --start spawn ")
    assert NEEDS["limits"] in said["modes"][1]
    assert "guaranteed" not in said
    assert "attention" not in {state for state, _ in said.values()}


def test_layers_in_part_and_the_version_of_landlock_are_told():
    layers = "mounts, landlock-files (ABI 2), seccomp, limits, identity (partly)"
    debian_12 = offered(2, namespaces=True, libseccomp=True)
    assert found(layers=debian_12, landlock=2, in_part=("identity",))["sandbox"] == ("ok", layers)


# this machine


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_command_prints_one_line_a_subject_and_no_path(here, capsys, language):
    code = doctor("--lang", language)
    out = capsys.readouterr().out
    assert out.startswith("grade ")
    marks = [line[:4] for line in out.splitlines()[1:-1] if not line.startswith("      ")]
    assert set(marks) <= {"ok  ", "--  ", "!!  "}
    assert code == ("!!  " in marks)
    assert str(Path.home()) + os.sep not in out
    assert str(here) not in out


def test_a_grade_toml_that_is_wrong_is_told_as_one_thing_among_others(wording, here, capsys):
    (here / "grade.toml").write_text('langauge = "ko"\n')
    assert doctor() == 1
    out = capsys.readouterr().out
    (told,) = (line for line in out.splitlines() if "grade.toml:1" in line)
    assert told == wording
    assert "libraries:" in out


def test_whether_a_folder_can_be_written_is_found_by_trying(here):
    (here / "file").touch()
    assert machine._room(here / "not" / "yet" / "made") > 0
    assert machine._room(here / "file" / "below") is None
    assert machine._room(None) is None
    assert os.listdir(here) == ["file"]


def test_nobody_knows_the_home_of_a_user_without_one(here, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    folders = machine._folders(here)
    assert folders[HOME] is None
    assert folders[TEMPORARY] is not None


def test_korean_fonts_are_found_by_their_files(tmp_path):
    (tmp_path / "truetype" / "nanum").mkdir(parents=True)
    (tmp_path / "truetype" / "nanum" / "NanumGothicBold.ttf").touch()
    (tmp_path / "MALGUN.TTF").touch()
    (tmp_path / "DejaVuSans.ttf").touch()
    assert machine._hangul_fonts([tmp_path, tmp_path / "none"]) == ["NanumGothic", "Malgun Gothic"]


def test_a_container_has_no_more_memory_than_it_may_take(tmp_path, monkeypatch):
    (limit := tmp_path / "memory.max").write_text("1048576\n")
    monkeypatch.setattr(machine, "CGROUP_LIMITS", (str(limit), str(tmp_path / "none")))
    assert machine._memory() == 1 << 20
    limit.write_text("max\n")
    assert machine._memory() > 1 << 20


def test_why_no_server_stays_warm(monkeypatch):
    monkeypatch.setattr(warmth, "allowed", lambda: True)
    monkeypatch.setattr(warm, "has_place", lambda: False)
    assert "seccomp" in str(warmth.obstacle(("limits",)))
    assert "XDG_RUNTIME_DIR" in str(warmth.obstacle(("seccomp",)))
    monkeypatch.setattr(warm, "has_place", lambda: True)
    assert warmth.obstacle(("seccomp",)) == ""
    monkeypatch.setattr(warmth, "allowed", lambda: False)
    assert "GRADE_WARM" in str(warmth.obstacle(("seccomp",)))


def test_another_system_needs_nothing_that_only_linux_has(here):
    """As on Windows: nothing of a POSIX system can be imported, and the system calls itself something else."""
    program = """
import sys, psutil, platformdirs  # which look for the real system
sys.modules.update(dict.fromkeys(("fcntl", "resource", "termios", "pwd", "grp")))
sys.platform = "win32"
from grader.grading.machine import findings, this_machine
from pathlib import Path
print([str(each.said) for each in findings(this_machine(Path(), "cp949"), "ko") if each.about == "sandbox"])
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("['none: only Linux offers one']", "")


def test_it_imports_nothing_heavy(here):
    program = "import sys; from grader.cli.app import main\ntry: main(['doctor'])\nfinally: print(sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    modules = set(re.findall(r"'([\w.]+)'", ran.stdout.splitlines()[-1]))
    assert "grader.grading.machine" in modules
    assert modules.isdisjoint({"tensorflow", "keras", "numpy", "pytest", "matplotlib"})


def test_no_temporary_folder_at_all_is_told_with_what_to_do(wording, here, capsys, monkeypatch):
    def none() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    mounts.available.cache_clear()
    try:
        assert doctor() == 1
    finally:
        mounts.available.cache_clear()
    out = capsys.readouterr().out.splitlines()
    place = next(place for place, line in enumerate(out) if "TMPDIR" in line)
    assert "\n".join(out[place - 1 : place + 1]) == wording
