"""An audit as text: what is wrong is named, with the figures that say so."""

import pytest
from rich.console import Console

from grader.audit.fair import FailedRun, Fairness, estimate
from grader.audit.model import Audit, ExerciseAudit
from grader.audit.mutants import Mutant
from grader.audit.sharp import Sharpness
from grader.audit.show import AuditBar, show
from grader.judge.protocol import Measurement

GOOD_SHARPNESS = Sharpness(mutants=20, equivalent=0, survivors=(), mistakes=8, missed=(), complaints=())
GOOD_FAIRNESS = Fairness(programs=4, seeds=50, losses=(), thresholds=(), complaints=())
MUTANT = Mutant("f:AddNot:0", "", "@@ -3 +3 @@\n-    if x:\n+    if not x:")


def audit(sharpness=GOOD_SHARPNESS, fairness=GOOD_FAIRNESS, form=()):
    return Audit("a course", (), (ExerciseAudit(name="gates", form=form, sharpness=sharpness, fairness=fairness),))


@pytest.fixture
def shown(capsys):
    """What an audit looks like, its white space aside."""

    def shown(audit):
        show(audit, Console(width=100, markup=False))
        return " ".join(capsys.readouterr().out.split())

    return shown


def test_one_survivor_of_twenty_is_shown_and_is_not_too_many(shown):
    found = audit(Sharpness(mutants=20, equivalent=0, survivors=(MUTANT,), mistakes=8, missed=(), complaints=()))
    assert found.reached
    text = shown(found)
    assert "gates 20 0 19 8/8 4 50 0/200" in text
    assert "survived: f:AddNot:0 @@ -3 +3 @@ - if x: + if not x:" in text


def test_equivalent_mutants_do_not_count_as_caught(shown):
    found = audit(Sharpness(mutants=20, equivalent=1, survivors=(MUTANT,), mistakes=8, missed=(), complaints=()))
    assert not found.reached
    assert "94.7% of the mutants are caught; at least 95% must be" in shown(found)


def test_a_threshold_that_is_missed_too_often_is_told_with_its_figures(shown):
    figures = [Measurement("the accuracy", value, 0.9, True) for value in (0.92, 0.94, 0.96)]
    threshold = estimate("by_adam", "test_accuracy", figures)
    found = audit(fairness=Fairness(programs=4, seeds=1, losses=(), thresholds=(threshold,), complaints=()))
    assert not found.reached
    told = (
        "test_accuracy: the accuracy >= 0.9: mean 0.94, sd 0.02, worst 0.92 of 3 by by_adam; z 2, p 2.3e-02, too likely"
    )
    assert told in shown(found)


def test_a_figure_that_never_varied_says_so_instead_of_a_probability(shown):
    threshold = estimate("solution", "test_xor", [Measurement("the accuracy", 1.0, 1.0, True)] * 50)
    found = audit(fairness=Fairness(programs=4, seeds=50, losses=(), thresholds=(threshold,), complaints=()))
    assert found.reached
    assert "worst 1 of 50 by solution; it never varied" in shown(found)


def test_the_same_loss_under_many_seeds_is_one_line(shown):
    losses = tuple(FailedRun("by_numpy", seed, ("test_it",), f"test_it: wrong at {seed}") for seed in range(1, 8))
    found = audit(fairness=Fairness(programs=4, seeds=50, losses=losses, thresholds=(), complaints=()))
    assert not found.reached
    assert "by_numpy loses points 7 times (seeds 1, 2, 3, 4, 5, ...): test_it: wrong at 1" in shown(found)


def test_what_is_malformed_is_enough_to_fail(shown):
    assert audit().reached
    assert not audit(form=("test_it has no hint in exercise.toml",)).reached


def test_progress_is_a_line_for_each_piece_of_work_where_there_is_no_terminal(capsys):
    with AuditBar(Console(force_terminal=False)) as bar:
        bar.begin("gates: mutants", 3)
        bar.advance()
    assert capsys.readouterr().out == "gates: mutants: 3\n"
