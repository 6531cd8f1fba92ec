"""What a sandbox guarantees, and which of its layers suffice for it: the table behind `--sandbox strict`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from grader.feedback import N_, Message, Text, phrase, sentences


@dataclass(frozen=True)
class Guarantee:
    text: str
    """What a submission does, or rather does not; it is its name in reports."""
    suffices: tuple[tuple[str, ...], ...]
    """Sets of layers, each of which is enough."""


GUARANTEES = (
    # Landlock keeps it from reading, but says whether a file is there, how large it is and when it was read
    Guarantee(N_("reads and sees no other's file"), (("mounts", "landlock-files"),)),
    # Landlock knows truncation from Linux 6.2; before, no system call that truncates by name is allowed
    Guarantee(
        N_("writes and truncates nothing outside its scratch folder"), (("mounts",), ("landlock-files", "seccomp"))
    ),
    Guarantee(N_("tells nothing to a later run or to another worker"), (("mounts", "seccomp"),)),
    Guarantee(N_("opens no socket"), (("seccomp",),)),
    Guarantee(N_("signals no other process"), (("seccomp",), ("landlock-scope",))),
    Guarantee(N_("starts no process"), (("seccomp",),)),
    Guarantee(N_("takes no more than its share of disk and memory"), (("mounts", "limits", "seccomp"),)),
    Guarantee(N_("outlives nothing"), (("seccomp",),)),
)

NEEDS = {
    "mounts": N_(
        "mounts: run grade as root, or let users have namespaces (Ubuntu 24.04: sysctl "
        "kernel.apparmor_restrict_unprivileged_userns=0; Docker: --privileged)"
    ),
    "landlock-files": N_("landlock-files: Linux 5.13 or newer with Landlock among its security modules"),
    "landlock-scope": N_("landlock-scope: Linux 6.12 or newer"),
    "seccomp": N_("seccomp: the system library libseccomp.so.2 (Debian, Ubuntu: apt install libseccomp2)"),
    "limits": N_("limits: Linux"),
}
"""Where to get a layer."""


def met(layers: Collection[str]) -> tuple[str, ...]:
    """The guarantees that hold with these layers."""
    return tuple(each.text for each in GUARANTEES if not _lacking(each, layers))


def unmet(layers: Collection[str]) -> tuple[str, ...]:
    return tuple(each.text for each in GUARANTEES if _lacking(each, layers))


def complaint(layers: Collection[str]) -> Text:
    """What cannot be guaranteed with these layers, and how to get what it takes; empty where everything can."""
    broken = [each for each in GUARANTEES if _lacking(each, layers)]
    if not broken:
        return ""
    wanted = dict.fromkeys(layer for each in broken for layer in _lacking(each, layers))
    return sentences(
        phrase("--sandbox strict: this machine cannot guarantee that a submission"),
        *(phrase("  - {item}", item=Message(each.text)) for each in broken),
        phrase("What is missing:"),
        *(phrase("  - {item}", item=Message(NEEDS[layer])) for layer in wanted),
        phrase("Or take --sandbox auto, which grades with the layers that there are."),
        separator="\n",
    )


def _lacking(guarantee: Guarantee, layers: Collection[str]) -> tuple[str, ...]:
    """The layers that the guarantee lacks, of the set that lacks fewest; none where it holds."""
    return min((tuple(_without(each, layers)) for each in guarantee.suffices), key=len)


def _without(needed: tuple[str, ...], layers: Collection[str]) -> Iterator[str]:
    return (layer for layer in needed if layer not in layers)
