"""What a sandbox guarantees, and which layers suffice for each guarantee: the table behind `--sandbox strict`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from grader.feedback import N_, Message, Text, phrase, sentences


@dataclass(frozen=True)
class Guarantee:
    text: str
    """What a submission cannot do; reports name the guarantee by it."""
    suffices: tuple[tuple[str, ...], ...]
    """Sets of layers, each of which is enough."""


GUARANTEES = (
    # Landlock prevents reading, but not learning whether a file exists, how large it is and when it was read
    Guarantee(N_("does not read or see other people's files"), (("mounts", "landlock-files"),)),
    # Landlock knows truncation from Linux 6.2; before, no system call that truncates by name is allowed
    Guarantee(
        N_("does not write or truncate anything outside its scratch folder"),
        (("mounts",), ("landlock-files", "seccomp")),
    ),
    Guarantee(N_("does not pass anything on to a later run or another worker"), (("mounts", "seccomp"),)),
    Guarantee(N_("does not open a socket"), (("seccomp",),)),
    Guarantee(N_("does not send signals to other processes"), (("seccomp",), ("landlock-scope",))),
    Guarantee(N_("does not start a process"), (("seccomp",),)),
    Guarantee(N_("does not use more than its share of disk and memory"), (("mounts", "limits", "seccomp"),)),
    Guarantee(N_("does not keep running after it is graded"), (("seccomp",),)),
)

NEEDS = {
    "mounts": N_(
        "mounts: run grade as root, or allow user namespaces (Ubuntu 24.04: sysctl "
        "kernel.apparmor_restrict_unprivileged_userns=0; Docker: --privileged)"
    ),
    "landlock-files": N_("landlock-files: Linux 5.13 or newer with the security module Landlock enabled"),
    "landlock-scope": N_("landlock-scope: Linux 6.12 or newer"),
    "seccomp": N_("seccomp: the system library libseccomp.so.2 (Debian, Ubuntu: apt install libseccomp2)"),
    "limits": N_("limits: Linux"),
}
"""What a machine needs for each layer."""


def met(layers: Collection[str]) -> tuple[str, ...]:
    """The guarantees that hold with these layers."""
    return tuple(each.text for each in GUARANTEES if not _lacking(each, layers))


def unmet(layers: Collection[str]) -> tuple[str, ...]:
    return tuple(each.text for each in GUARANTEES if _lacking(each, layers))


def complaint(layers: Collection[str]) -> Text:
    """What these layers cannot guarantee, and how to get the missing ones; empty if everything is guaranteed."""
    broken = [each for each in GUARANTEES if _lacking(each, layers)]
    if not broken:
        return ""
    wanted = dict.fromkeys(layer for each in broken for layer in _lacking(each, layers))
    return sentences(
        phrase("--sandbox strict: this machine cannot guarantee that a submission"),
        *(phrase("  - {item}", item=Message(each.text)) for each in broken),
        phrase("What is missing:"),
        *(phrase("  - {item}", item=Message(NEEDS[layer])) for layer in wanted),
        phrase("Or use --sandbox auto, which grades with the available layers."),
        separator="\n",
    )


def _lacking(guarantee: Guarantee, layers: Collection[str]) -> tuple[str, ...]:
    """The missing layers of the set that lacks fewest; none if the guarantee holds."""
    return min((tuple(_without(each, layers)) for each in guarantee.suffices), key=len)


def _without(needed: tuple[str, ...], layers: Collection[str]) -> Iterator[str]:
    return (layer for layer in needed if layer not in layers)
