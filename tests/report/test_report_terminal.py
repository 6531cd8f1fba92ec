"""The terminal report as its reader sees it: recorded at a fixed width, without a terminal."""

import io

import pytest
import report_samples as samples
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from grader.report.model import STATUSES, Audience, Isolation, Report, for_audience
from grader.report.terminal import open_console, show, show_rows


def shown(
    report: Report, audience: Audience = "student", width: int = 80, terminal: bool = False, language: str = "en"
) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=terminal,
        _environ={},
    )
    show(for_audience(report, audience), console, language, audience)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def lines(report: Report, audience: Audience = "student") -> list[str]:
    return [" ".join(line.split()) for line in shown(report, audience).splitlines()]


def test_the_table_names_every_exercise_with_its_checks_points_and_status() -> None:
    table = lines(samples.report)
    assert "tensor_ops 1/1 2/2 passed" in table
    assert "autograph 0/1 0/2 not started" in table
    assert "gates 1/3 2/5.5 wrong, start with step" in table
    assert "Total: 4 of 13 points" in table


def test_a_lost_point_says_what_was_called_what_came_back_and_why() -> None:
    block = lines(samples.alone(samples.wrong))
    start = block.index("wrong: A sum that is exactly at 1.0 gives 0 (0 of 1.5 points)")
    assert block[start + 1 : start + 9] == [
        "called step([0.0])",
        "returned array([1])",
        "expected array([0])",
        "why The values differ.",
        "hint The chapter says above the threshold, not at least.",
        block[start + 6],
        "| z is 0.0",
        "| z is 1.0",
    ]


def test_a_hidden_check_shows_its_title_points_and_hint_only() -> None:
    text = shown(samples.alone(samples.hidden))
    assert "Large inputs (hidden, 0 of 2 points)" in text
    assert text.count("Test an immense input x.") == 1
    assert "98765" not in text
    assert f"why   {STATUSES['error'].unseen}" in text


def test_an_instructor_sees_the_run_of_a_hidden_check_and_the_layers() -> None:
    text = shown(samples.alone(samples.hidden), "instructor")
    assert "step([98765.0])" in text
    assert "sandbox auto, fork; active layers: landlock, seccomp" in text


def test_an_exercise_that_could_not_be_graded_says_why_once() -> None:
    text = shown(samples.of(samples.unreadable))
    assert text.count("activations.py:7: invalid syntax") == 1
    assert "Large inputs" not in text


def test_a_check_that_failed_before_the_time_was_up_is_still_told() -> None:
    late = replace(samples.gates, status="timeout", message="60 s are over; the remaining checks did not run.")
    text = shown(samples.of(replace(late, checks=(samples.wrong, replace(samples.hidden, status="timeout")))))
    assert "60 s are over" in text
    assert "step([0.0])" in text
    assert "Large inputs" not in text


def test_an_untouched_exercise_is_in_the_table_and_nowhere_else() -> None:
    text = shown(samples.of(samples.tensor_ops, samples.untouched))
    assert "step is 1 beyond the boundary" not in text


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_told_in_words(status: str) -> None:
    report = samples.of(replace(samples.gates, status=status))
    assert any(line.startswith(f"gates 1/3 2/5.5 {STATUSES[status].word}") for line in lines(report))


@pytest.mark.parametrize(
    ("exercises", "last"),
    [
        ((samples.tensor_ops,), "Full marks on what was graded. Well done!"),
        (
            (samples.tensor_ops, samples.untouched),
            "Next: autograph is not started yet. Write it, then run:\ngrade autograph",
        ),
        ((samples.untouched, samples.gates), "Next: fix step (gates.py:54), then run:\ngrade gates"),
        (
            (replace(samples.gates, functions=()), samples.untouched),
            "Next: look at gates again, then run:\ngrade gates",
        ),
        (
            (replace(samples.gates, checks=(samples.passed, replace(samples.wrong, status="not_started"))),),
            "Next: write step (gates.py:54), then run:\ngrade gates",
        ),
        ((samples.unread, replace(samples.unread, name="gates")), "Next: fix this problem, then grade again."),
        ((samples.unread,), "Next: fix the problem reported for activations, then grade again."),
        (
            (replace(samples.gates, status="internal"), samples.untouched),
            "Something failed here that is not your fault. You lose no points. Please report it.",
        ),
    ],
)
def test_the_last_line_says_what_to_do_next(exercises: tuple, last: str) -> None:
    assert "\n".join(lines(samples.of(*exercises))).endswith(last)


def test_the_command_grades_the_same_again_and_is_never_wrapped() -> None:
    out = io.StringIO()
    command = "grade {name} -s '" + 20 * "my " + "work/gates.py'"
    show(samples.of(samples.gates), Console(file=out, width=60, _environ={}), "en", command=command)
    assert out.getvalue().splitlines()[-1] == f"  {command.format(name='gates')}"


def test_what_all_exercises_say_is_told_once() -> None:
    another = replace(samples.unread, name="gates", title="Gates")
    assert shown(samples.of(samples.unread, another)).count(samples.unread.message) == 1
    missing = replace(another, message="gates.py is not there")
    assert {samples.unread.message, missing.message} < set(lines(samples.of(samples.unread, missing)))


def test_exercises_that_a_file_for_others_has_not_started_stand_in_the_table_alone() -> None:
    about = "kim.py defines none of the functions of this exercise."
    first = replace(samples.untouched, message=about, checks=())
    second = replace(first, name="mlp")
    assert shown(samples.of(first, samples.gates)).count(about) == 1
    assert shown(samples.of(first, second, samples.gates)).count(about) == 0
    assert shown(samples.of(first, second)).count(about) == 1
    untouched = samples.of(samples.untouched, replace(samples.untouched, name="mlp"), samples.gates)
    assert "gates: 논리 게이트" in lines(untouched)


def test_an_instructor_reads_what_the_sandbox_guarantees() -> None:
    guarantees = ("does not open a socket", "does not start a process")
    isolation = Isolation("auto", "fork", ("mounts", "identity"), partial=("identity",), guarantees=guarantees)
    report = replace(samples.report, isolation=isolation)
    text = " ".join(shown(report, "instructor").split())
    assert "active layers: mounts, identity (partly)" in text
    assert ", ".join(guarantees) in text
    assert "guaranteed" not in shown(report)


def test_what_is_not_guaranteed_is_told_only_where_there_is_something() -> None:
    whole = replace(samples.report, isolation=Isolation("strict", "fork", layers=("landlock",)))
    (unmet,) = samples.report.isolation.unmet
    assert unmet in shown(samples.report)
    assert "sandbox" not in shown(whole)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("report", [samples.report, samples.hostile], ids=["usual", "hostile"])
def test_every_line_fits(report: Report, width: int) -> None:
    assert max(cell_len(line) for line in shown(report, "instructor", width).splitlines()) <= width


def test_korean_words_align() -> None:
    rows = shown(samples.report, language="ko").splitlines()[-8:-3]
    columns = {cell_len(row) - cell_len(row.partition("/")[2]) for row in rows if "/" in row}
    assert [row.split()[0] for row in rows] == ["tensor_ops", "autograph", "gates", "activations", "합계:"]
    assert len(columns) == 1


def test_without_a_terminal_there_are_no_control_codes() -> None:
    assert not {c for c in shown(samples.hostile) if ord(c) < 32} - {"\n"}


def test_on_a_terminal_the_only_control_codes_are_our_own_styles() -> None:
    text = shown(samples.hostile, terminal=True)
    assert "evil.example]here" in text
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert "\x1b[31mwrong\x1b[0m" in text


def test_markup_emoji_codes_and_bidi_of_a_submission_are_inert() -> None:
    text = " ".join(shown(samples.hostile).split())
    assert "[bold]markup[/bold] [link=http://evil.example]here[/link] :smile: [/] gnp.exe" in text
    assert "\u202e" not in text


def test_every_printed_line_is_marked_as_the_submissions() -> None:
    forged = replace(samples.wrong, output="Total: 100 of 100 points\n" + "long " * 40)
    printed = shown(samples.alone(forged)).split("by the submission:\n")[1].split("\n\n")[0].splitlines()
    assert printed[0] == "    | Total: 100 of 100 points"
    assert len(printed) > 2
    assert all(line.startswith("    | ") for line in printed)


def test_printed_megabytes_are_cut() -> None:
    loud = replace(samples.wrong, output="x\n" * 1_000_000)
    assert "[cut here]" in shown(samples.alone(loud))
    assert len(shown(samples.alone(loud)).splitlines()) < 50


def test_the_width_without_a_terminal_is_sane(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, width in (("", 80), ("100", 100), ("9999", 120), ("1", 40)):
        monkeypatch.setenv("COLUMNS", columns)
        assert open_console().width == width


def test_the_list_of_a_course() -> None:
    console = Console(file=io.StringIO(), width=80)
    rows = [("gates", "논리 게이트", "12", "not started"), ("mlp", "[red]Layers[/red]", "10", "edited")]
    show_rows(("exercise", "about", "points", "your file"), rows, console, "en", wide=1)
    assert isinstance(console.file, io.StringIO)
    rows = [" ".join(line.split()) for line in console.file.getvalue().splitlines()]
    assert rows[-2:] == ["gates 논리 게이트 12 not started", "mlp [red]Layers[/red] 10 edited"]
