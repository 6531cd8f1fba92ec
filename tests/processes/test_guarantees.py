import pytest

from grader.processes.guarantees import GUARANTEES, NEEDS, complaint, met, unmet
from grader.processes.policy import LAYERS

DEBIAN_12 = ("mounts", "landlock-files", "seccomp", "limits", "identity")
"""Linux 6.1: Landlock without scope."""
IN_A_CONTAINER = ("landlock-files", "landlock-scope", "seccomp", "limits", "identity")
NO_LANDLOCK = ("seccomp", "limits", "identity")
FILES, WRITES, TELLS, *_ = (guarantee.text for guarantee in GUARANTEES)


@pytest.mark.parametrize("layers", [LAYERS, DEBIAN_12], ids=["all", "Debian 12"])
def test_everything_is_guaranteed(layers):
    assert unmet(layers) == ()
    assert met(layers) == tuple(guarantee.text for guarantee in GUARANTEES)
    assert complaint(layers) == ""


def test_without_mounts_files_can_be_seen_and_marked_but_not_written():
    assert {FILES, TELLS} <= set(unmet(IN_A_CONTAINER))
    assert WRITES in met(IN_A_CONTAINER)


def test_a_complaint_names_each_guarantee_and_what_is_missing_once():
    told = str(complaint(NO_LANDLOCK))
    assert all(told.count(text) == 1 for text in unmet(NO_LANDLOCK))
    assert not [text for text in met(NO_LANDLOCK) if text in told]
    assert told.count(NEEDS["mounts"]) == told.count(NEEDS["landlock-files"]) == 1
    assert NEEDS["seccomp"] not in told


def test_nothing_is_guaranteed_without_layers():
    assert met(()) == ()


@pytest.mark.parametrize("guarantee", GUARANTEES, ids=lambda guarantee: guarantee.text)
def test_what_suffices_is_made_of_layers_that_can_be_had(guarantee):
    assert {layer for layers in guarantee.suffices for layer in layers} <= set(LAYERS) & set(NEEDS)
