"""The shapes of uploads, tried on lists of names: who handed in what, and that no file gets lost."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.names import label_of
from grader.batch.shapes import SHAPES
from grader.batch.shapes.model import Entry, Handed, Listing, Sorted


def listing(*paths: str) -> Listing:
    """Files, and the folders that they lie in; a path that ends with a slash is an empty folder."""
    entries = {}
    for path in paths:
        parts = PurePosixPath(path).parts
        for depth in range(1, len(parts) + 1):
            is_folder = depth < len(parts) or path.endswith("/")
            entries[parts[:depth]] = Entry(parts[:depth], is_folder)
    return Listing("class", entries.values())


def sort(shape: str, *paths: str) -> dict[str, Handed]:
    return {each.name: each for each in SHAPES[shape].sort(listing(*paths)).handed}


def recognised(*paths: str) -> str:
    whole = listing(*paths)
    return next(shape.name for shape in SHAPES.values() if shape.fits(whole))


def pieces(handed: Handed) -> dict[str, str]:
    """What each piece is called in the submission, and where it lies."""
    return {"/".join(into): "/".join(parts) for parts, into in handed.found}


DOWNLOADS = {
    "canvas": ("kimminsu_LATE_101_5001_gates.py", "leejin_102_5002_my_work_v2.ipynb", "notes.txt"),
    "moodle": (
        "Kim Minsu_4711_assignsubmission_file_/gates.py",
        "Kim Minsu_4711_assignsubmission_onlinetext_/onlinetext.html",
    ),
    "plain": ("kim.py", "lee/gates.py", "park.zip"),
}


@pytest.mark.parametrize("shape", DOWNLOADS)
def test_a_shape_is_recognised(shape: str) -> None:
    assert recognised(*DOWNLOADS[shape]) == shape


@pytest.mark.parametrize(
    "paths",
    [
        ("kim_2026_1_gates.py", "lee_2026_1_gates.py"),  # one user cannot have two names
        ("kim_hw1.py", "lee_hw1.py"),
        ("kim_1_2_gates.py", "lee.py", "park.py", "choi.py"),
        (),
    ],
    ids=["a year", "a number", "one of many", "nothing"],
)
def test_what_only_looks_like_another_shape_is_plain(paths: tuple[str, ...]) -> None:
    assert recognised(*paths) == "plain"


def test_two_files_of_a_student_are_one_submission_in_canvas() -> None:
    (kim,) = sort("canvas", "kimminsu_101_5001_gates.py", "kimminsu_LATE_101_5002_mlp.py").values()
    assert pieces(kim) == {"gates.py": "kimminsu_101_5001_gates.py", "mlp.py": "kimminsu_LATE_101_5002_mlp.py"}
    assert kim.late
    assert [claim.text for claim in kim.claims] == ["101", "kimminsu"]


@pytest.mark.parametrize(
    ("name", "student", "file"),
    [
        ("kim_minsu_101_5001_gates.py", "kim_minsu_101", "gates.py"),
        ("kimminsu_101_5001_my_gates_2_3_v2.py", "kimminsu_101", "my_gates_2_3_v2.py"),
        ("kimminsu_101_5001__init__.py", "kimminsu_101", "_init__.py"),
        ("kimminsu_LATE_101_5001_gates_LATE_1_2_x.py", "kimminsu_101", "gates_LATE_1_2_x.py"),
        ("김민수_101_5001_게이트_최종.ipynb", "김민수_101", "게이트_최종.ipynb"),
        ("anon_x7Kp2_5001_gates.py", "anon_x7Kp2", "gates.py"),
        ("anon_LATE_x7Kp2_5001_gates.py", "anon_x7Kp2", "gates.py"),
        ("kimminsu_101_5001_gates-2.py", "kimminsu_101", "gates.py"),
        ("kimminsu_101_5001_data-2.csv", "kimminsu_101", "data-2.csv"),
    ],
)
def test_names_of_canvas_with_underscores_and_more(name: str, student: str, file: str) -> None:
    ((found, handed),) = sort("canvas", name).items()
    assert (found, list(pieces(handed))) == (student, [file])


def test_of_files_handed_in_again_the_newest_counts_in_canvas() -> None:
    files = ("kim_101_1_gates.py", "kim_101_9_gates-1.py", "kim_101_30_gates-2.py", "kim_101_4_mlp.py")
    (kim,) = sort("canvas", *files).values()
    assert pieces(kim) == {"gates.py": files[2], "mlp.py": files[3]}
    assert {parts[0] for parts in kim.older} == {*files[:2]}


def test_what_was_typed_into_canvas_is_named() -> None:
    (kim,) = sort("canvas", "kim_LATE_101_text.html").values()
    assert (kim.found, kim.texts, kim.late) == ((), (("kim_LATE_101_text.html",),), True)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_moodle_folder_in_korean(form: str) -> None:
    folder = unicodedata.normalize(form, "김철수_4711_assignsubmission_file_")
    (kim,) = sort(
        "moodle", f"{folder}/게이트.py", f"{folder}/work.zip", "김철수_4711_assignsubmission_onlinetext_/a.html"
    ).values()
    assert kim.name == "김철수_4711"
    assert set(pieces(kim)) == {"게이트.py", "work.zip"}
    assert len(kim.texts) == 1
    assert [claim.text for claim in kim.claims] == ["Participant 4711", "4711 김철수", "김철수"]


def test_moodle_without_folders() -> None:
    found = sort(
        "moodle",
        "Kim Minsu_1_assignsubmission_file_gates.py",
        "Kim Minsu_1_assignsubmission_file_lee_2_assignsubmission_file_x.py",
        "Kim Minsu_2_assignsubmission_file_gates.py",
        "Lee_3_assignsubmission_onlinetext.html",
        "Lee_3_assignsubmission_onlinetext_onlinetext.html",
    )
    assert set(found) == {"Kim Minsu_1", "Kim Minsu_2", "Lee_3"}
    assert set(pieces(found["Kim Minsu_1"])) == {"gates.py", "lee_2_assignsubmission_file_x.py"}


words = st.sampled_from(
    ["kim", "김철수", unicodedata.normalize("NFD", "이"), "..", "_", "LATE", "1", "23", "-1", " - ", "(1)"]
)
words |= st.sampled_from(
    ["gates", ".py", ".ipynb", ".zip", ".rar", "assignsubmission_file_", "assignsubmission", "Copy of "]
)
words |= st.sampled_from(
    ["의 사본", "submission_", "onlinetext", "timestamp.txt", ".git", "submitted", "text.html", "anon"]
)
words |= st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), max_size=3)
names = st.lists(words, min_size=1, max_size=8).map("".join) | st.lists(words, min_size=3, max_size=7).map("_".join)
names = names.filter(lambda name: name not in ("", ".", ".."))


@given(st.lists(st.lists(names, min_size=1, max_size=4).map("/".join), max_size=12), st.sampled_from(sorted(SHAPES)))
def test_every_file_is_somebodys_or_named_as_nobodys(paths: list[str], shape: str) -> None:
    files = [path for path in paths if not any(other.startswith(f"{path}/") for other in paths)]
    whole = listing(*files)
    found = SHAPES[shape].sort(whole)
    owners = [*map(owned, found.handed), set(found.ignored)]
    for path in files:
        parts = PurePosixPath(path).parts
        owning = [tops for tops in owners if any(parts[:depth] in tops for depth in range(1, len(parts) + 1))]
        assert len(owning) == 1, path
    check(found)


def owned(handed: Handed) -> set[tuple[str, ...]]:
    return {*(each.parts for each in handed.found), *handed.older, *handed.texts}


def check(found: Sorted) -> None:
    """Each student has a name of their own, and no name leads out of a submission."""
    assert max(Counter(label_of(each.name) for each in found.handed).values(), default=1) == 1
    for handed in found.handed:
        into = [each.into for each in handed.found if each.into]
        assert not any(part in ("", ".", "..") or {"/", "\0"} & {*part} for parts in into for part in parts)
        assert handed.claims
