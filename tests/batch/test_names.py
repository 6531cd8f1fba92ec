"""Names of uploads: whatever a file is called, its student has a name that can be kept and a folder of their own."""

from __future__ import annotations

import os
import unicodedata
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.names import MAX_BYTES, folders_of, label_of

KELVIN = "\u212a"
NO_TEXT = os.fsdecode(b"\xff" * 100)

USUAL = [
    "kim",
    "Kim Minsu",
    "kim  minsu",
    "김철수",
    "hw1_kim (2)",
    "2024.1 kim",
    "José",
    "ß",
    "O'Neill",
    "a" * 255,
    "..",
    "CON",
]


@pytest.mark.parametrize("name", USUAL)
def test_a_usual_name_is_the_label(name: str) -> None:
    assert label_of(name) == name


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (unicodedata.normalize("NFD", "김철수"), "김철수"),
        ("제출_" + unicodedata.normalize("NFD", "김철수"), "제출_김철수"),  # a platform's prefix before a Mac's name
        (os.fsdecode(b"kim\xff"), "kim\\xff"),
        ("\uf90a", "\u91d1"),  # the same character, typed by its other Korean reading
    ],
)
def test_other_ways_to_write_a_usual_name(name: str, label: str) -> None:
    assert label_of(name) == label


ODD = {
    "not UTF-8, and long": NO_TEXT,
    "longer when composed": "\ufb2c" * 80,
    "Kelvin for K": f"{KELVIN}im",
    "Angstrom": "\u212bsa",
    "zero width": "kim\u200b",
    "a filler": "kim\u3164",
    "right to left": "kim\u202egpj",
    "an escape": "kim\x1b[31m",
    "lines": "kim\nlee",
    "a tab": "kim\t",
    "bytes spelt out": "kim\\xff",
    "nothing to see": "\u200b\u2060",
}


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
def test_an_odd_name_has_a_mark(name: str) -> None:
    label = label_of(name)
    assert label[-9] == "-"
    assert label.isprintable()
    assert label == label_of(name)


def test_no_odd_name_is_called_as_another() -> None:
    names = [*USUAL, *ODD.values(), "Kim", os.fsdecode(b"kim\xff"), os.fsdecode(b"\xff" * 99)]
    assert len({label_of(name) for name in names}) == len(set(names))


LOOK_ALIKES = [
    ["kim", "Kim", "KIM", label_of(f"{KELVIN}im"), "\uff4bim", "k\u0131m", "kim.", "kim ", "kim...", " kim"],
    ["strass", "straß", "STRASS", "stra\u1e9e", "\u017ftrass"],
    ["\u03c3\u03b1\u03c2", "\u03c3\u03b1\u03c3", "\u03a3\u0391\u03a3"],
    ["fi", "\ufb01", "FI"],
    ["é", "É", "e\u0301"],
    ["2", "²", "\u2461"],
    ["kim minsu", "kim\u00a0minsu", "kim  minsu"],
    ["CON", "con", "nul.txt", "LPT1", "com¹", "aux.", "conin$"],
    ["..", ".", "...", " ", "a/b", "a\\b", "a:b", "a?b", "a*b"],
]


@pytest.mark.parametrize("labels", LOOK_ALIKES, ids=lambda labels: labels[0])
def test_look_alikes_have_folders_of_their_own(labels: list[str]) -> None:
    assert_apart(labels)


def test_a_name_that_only_one_student_has_is_the_folder() -> None:
    labels = ["kim", "Lee", "김철수", "hw1_park (2)", "kim minsu", "İnce"]
    assert folders_of(labels) == {label: label for label in labels}


def test_of_look_alikes_the_plain_one_keeps_its_folder() -> None:
    folders = folders_of(["Kim", "kim"])
    assert folders["kim"] == "kim"
    assert folders["Kim"].startswith("Kim-")
    assert folders_of(["Kim"]) == {"Kim": "Kim"}


def test_a_name_made_to_meet_a_mark_meets_nothing() -> None:
    forged = folders_of(["kim", "Kim"])["Kim"]
    assert_apart(["kim", "Kim", forged, forged.upper()])


def is_name(text: str) -> bool:
    """Whether a file of this system can be called so."""
    try:
        return bool(os.fsencode(text))
    except UnicodeEncodeError:
        return False


letters = (
    st.sampled_from("kK\u212aßsS\u017f\u0131IiİΣ\u03c3\u03c2.\u0130 \u200b\u3164\u0301é\\/:*?\x1b\n한ﬁf")
    | st.characters()
)
names = st.binary(min_size=1, max_size=255).map(os.fsdecode) | st.text(letters, min_size=1, max_size=90)


@given(st.lists(names.filter(is_name), max_size=8))
def test_any_names_have_labels_that_can_be_kept_and_folders_apart(names: list[str]) -> None:
    labels = {label_of(name) for name in names}
    for label in labels:
        label.encode()
        assert 0 < len(label.encode()) <= MAX_BYTES
        assert not set(label) & set("\x1b\n\u202e\u200b")
    assert_apart(list(labels))


def assert_apart(labels: list[str]) -> None:
    """Each label has one folder, below the one for all students, that no system takes for another one's."""
    folders = folders_of(labels)
    assert folders.keys() == set(labels)
    for spelt in (str, str.casefold, lambda text: text.upper().rstrip(". "), compatible):
        assert len({spelt(folder) for folder in folders.values()}) == len(folders)
    for folder in folders.values():
        assert len(folder.encode()) <= MAX_BYTES
        assert folder == os.path.basename(folder) == PureWindowsPath(folder).name
        assert folder.strip(". ")
        assert not PureWindowsPath(folder).is_reserved()


def compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
