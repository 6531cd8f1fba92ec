"""`grade audit` on the command line, with an audit that grades nothing."""

import msgspec
import pytest
from audited_course import SHARP, write_exercise

from grader.audit import run
from grader.audit.fair import Fairness
from grader.audit.model import Audit, ExerciseAudit
from grader.audit.sharp import Sharpness
from grader.cli import app as cli
from grader.grading.grader import GradingError


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """`command(missed=(), arguments...)`: the exit code, what was printed, and how the audit was asked."""
    write_exercise(tmp_path, "sharp", 1, SHARP, points=100)

    def command(*arguments, missed=(), trouble=None):
        asked = {}

        def audit(course, exercises, progress, **options):
            asked.update(options, names=[exercise.name for exercise in exercises])
            if trouble is not None:
                raise trouble
            sharpness = Sharpness(mutants=9, equivalent=1, survivors=(), mistakes=8, missed=missed, complaints=())
            fairness = Fairness(programs=4, seeds=options["seeds"], losses=(), thresholds=(), complaints=())
            return Audit(
                course.name, (), (ExerciseAudit(name="sharp", form=(), sharpness=sharpness, fairness=fairness),)
            )

        monkeypatch.setattr(run, "audit", audit)
        with pytest.raises(SystemExit) as ended:
            cli.main(["audit", *arguments, "--course", str(tmp_path)])
        printed = capsys.readouterr()
        return ended.value.code, printed.out + printed.err, asked

    return command


def test_everything_reached_ends_with_0(command):
    code, text, asked = command("sharp")
    assert code == 0
    assert "All audit requirements are met." in text
    assert asked == {"names": ["sharp"], "sandbox": "strict", "seeds": 50, "quick": False}


def test_a_mistake_with_full_marks_is_named_and_ends_with_1(command):
    code, text, _ = command(missed=("off_by_one",))
    assert code == 1
    assert "off_by_one gets full marks" in text


def test_quick_takes_fewer_seeds_unless_they_are_given(command):
    assert command("--quick")[2]["seeds"] == 2
    assert command("--quick", "--seeds", "7")[2] == {"names": ["sharp"], "sandbox": "strict", "seeds": 7, "quick": True}


def test_it_is_written_to_a_file_too(command, tmp_path):
    assert command("--json", str(tmp_path / "audit.json"))[0] == 0
    written = msgspec.json.decode((tmp_path / "audit.json").read_bytes())
    assert written["exercises"][0]["sharpness"]["mutants"] == 9


@pytest.mark.parametrize("arguments", [("gone",), ("--seeds", "0"), ("--json", "/nowhere/audit.json")])
def test_what_cannot_be_done_ends_with_2(command, arguments):
    assert command(*arguments)[0] == 2


def test_a_machine_without_a_sandbox_is_told_so(command):
    code, text, _ = command(trouble=GradingError("--sandbox strict: this machine lacks seccomp"))
    assert (code, "lacks seccomp" in text) == (2, True)
