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
    # Landlock knows truncation from ABI 3 (Linux 6.2), TCP from 4 and devices from 5; before, seccomp refuses all three
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
        "mounts: Linux 5.12 or newer; run grade as root, or allow user namespaces (Ubuntu 24.04: sysctl "
        "kernel.apparmor_restrict_unprivileged_userns=0; RHEL: sysctl user.max_user_namespaces=10000; Docker: "
        "--privileged)"
    ),
    "landlock-files": N_(
        "landlock-files: Linux 5.13 or newer with the security module Landlock (put landlock into the kernel option "
        "lsm=, before the modules in /sys/kernel/security/lsm). gVisor and old container programs do not offer it"
    ),
    "landlock-scope": N_("landlock-scope: Linux 6.12 or newer"),
    "seccomp": N_(
        "seccomp: the system library libseccomp.so.2 (Debian, Ubuntu: apt install libseccomp2; "
        "RHEL: dnf install libseccomp)"
    ),
    "limits": N_("a Linux machine, virtual machine or container: no other system offers a sandbox"),
}
"""What a machine needs for each layer."""


def met(layers: Collection[str]) -> tuple[str, ...]:
    """The guarantees that hold with these layers."""
    return tuple(each.text for each in GUARANTEES if not _lacking(each, layers))


def unmet(layers: Collection[str]) -> tuple[str, ...]:
    return tuple(each.text for each in GUARANTEES if _lacking(each, layers))


def needs(layers: Collection[str]) -> tuple[str, ...]:
    """What this machine needs so that everything is guaranteed."""
    lacking = dict.fromkeys(layer for each in GUARANTEES for layer in _lacking(each, layers))
    return tuple(NEEDS[layer] for layer in (["limits"] if "limits" in lacking else lacking))


def complaint(layers: Collection[str]) -> Text:
    """What these layers cannot guarantee, and how to get the missing ones; empty if everything is guaranteed."""
    if not (broken := unmet(layers)):
        return ""
    return sentences(
        phrase("--sandbox strict: this machine cannot guarantee that a submission"),
        *(phrase("  - {item}", item=Message(each)) for each in broken),
        phrase("What is missing:"),
        *(phrase("  - {item}", item=Message(need)) for need in needs(layers)),
        phrase("Or use --sandbox auto, which grades with the available layers."),
        separator="\n",
    )


def _lacking(guarantee: Guarantee, layers: Collection[str]) -> tuple[str, ...]:
    """The missing layers of the set that lacks fewest; none if the guarantee holds."""
    return min((tuple(_without(each, layers)) for each in guarantee.suffices), key=len)


def _without(needed: tuple[str, ...], layers: Collection[str]) -> Iterator[str]:
    return (layer for layer in needed if layer not in layers)
