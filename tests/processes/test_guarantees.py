import pytest

from grader.processes.guarantees import GUARANTEES, NEEDS, complaint, met, needs, unmet
from grader.processes.landlock import SCOPE_ABI
from grader.processes.policy import LAYERS
from grader.processes.sandbox import offered

DEBIAN_12 = offered(2, namespaces=True, libseccomp=True)
"""Linux 6.1: Landlock without scope."""
IN_A_CONTAINER = offered(6, namespaces=False, libseccomp=True)
NO_LANDLOCK = offered(0, namespaces=False, libseccomp=True)
"""gVisor."""
FILES, WRITES, TELLS, *_ = (guarantee.text for guarantee in GUARANTEES)


@pytest.mark.parametrize("layers", [LAYERS, DEBIAN_12], ids=["all", "Debian 12"])
def test_everything_is_guaranteed(layers):
    assert unmet(layers) == ()
    assert met(layers) == tuple(guarantee.text for guarantee in GUARANTEES)
    assert complaint(layers) == ""


@pytest.mark.parametrize("abi", range(1, SCOPE_ABI + 2))
def test_what_is_guaranteed_does_not_depend_on_how_old_landlock_is(abi):
    """What Landlock learns later (truncation, TCP, devices, signals) is refused by seccomp before."""
    assert unmet(offered(abi, namespaces=True, libseccomp=True)) == ()
    assert unmet(offered(abi, namespaces=False, libseccomp=True)) == unmet(IN_A_CONTAINER)


def test_without_landlock_files_are_not_hidden():
    """Linux 5.12, or a kernel that has Landlock switched off."""
    assert unmet(offered(0, namespaces=True, libseccomp=True)) == (FILES,)


def test_without_mounts_files_can_be_seen_and_marked_but_not_written():
    assert {FILES, TELLS} <= set(unmet(IN_A_CONTAINER))
    assert WRITES in met(IN_A_CONTAINER)


def test_a_complaint_names_each_guarantee_and_what_is_missing_once():
    told = str(complaint(NO_LANDLOCK))
    assert all(told.count(text) == 1 for text in unmet(NO_LANDLOCK))
    assert not [text for text in met(NO_LANDLOCK) if text in told]
    assert told.count(NEEDS["mounts"]) == told.count(NEEDS["landlock-files"]) == 1
    assert NEEDS["seccomp"] not in told


def test_another_system_is_told_to_take_linux_and_nothing_else():
    assert needs(()) == (NEEDS["limits"],)
    assert all(need not in str(complaint(())) for layer, need in NEEDS.items() if layer != "limits")


def test_nothing_is_guaranteed_without_layers():
    assert met(()) == ()


@pytest.mark.parametrize("guarantee", GUARANTEES, ids=lambda guarantee: guarantee.text)
def test_what_suffices_is_made_of_layers_that_can_be_had(guarantee):
    assert {layer for layers in guarantee.suffices for layer in layers} <= set(LAYERS) & set(NEEDS)
