"""The shapes of uploads, tried on lists of names: who handed in what, and that no file gets lost."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch.names import label_of
from grader.batch.shapes import SHAPES
from grader.batch.shapes.model import DownloadEntry, Handed, Listing, Sorted


@dataclass
class Files:
    """What systems wrote, by path."""

    contents: Mapping[str, bytes]

    def read(self, parts: tuple[str, ...], start: int = 0, size: int = 1 << 20) -> bytes:
        return self.contents.get("/".join(parts), b"")[start : start + size]

    def names(self, parts: tuple[str, ...]) -> list[str]:
        return [PurePosixPath(path).name for path in self.contents if PurePosixPath(path).parts[:-1] == parts]


def listing(*paths: str, name: str = "class", contents: Mapping[str, str | bytes] | None = None) -> Listing:
    """Files, and the folders that they lie in; a path that ends with a slash is an empty folder."""
    files = {path: text if isinstance(text, bytes) else text.encode() for path, text in (contents or {}).items()}
    entries = {}
    for path in (*paths, *files):
        parts = PurePosixPath(path).parts
        for depth in range(1, min(len(parts), 4) + 1):
            is_folder = depth < len(parts) or path.endswith("/")
            entries[parts[:depth]] = DownloadEntry(parts[:depth], is_folder)
    return Listing(name, entries.values(), Files(files))


def sort(shape: str, *paths: str, **more: object) -> dict[str, Handed]:
    return {each.name: each for each in SHAPES[shape].sort(listing(*paths, **more)).handed}


def recognised(*paths: str, **more: object) -> str:
    whole = listing(*paths, **more)
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
    "gradescope": ("submission_metadata.yml", "submission_1/gates.py"),
    "nbgrader": ("kim/ps1/gates.ipynb", "kim/ps1/timestamp.txt", "lee/ps1/gates.ipynb"),
    "classroom": ("gates-kim/.git/HEAD", "gates-kim/gates.py", "gates-lee/.git/HEAD", "scores.csv"),
    "drive": ("gates - Kim Minsu.ipynb", "Copy of gates - Lee.ipynb", "notes.txt"),
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
        ("Kim - gates.py", "Lee - gates.py"),  # one student cannot be called as everybody's work
        ("kim_1_2_gates.py", "lee.py", "park.py", "choi.py"),
        (),
    ],
    ids=["a year", "a number", "a title", "one of many", "nothing"],
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


METADATA = """\
---
submission_1:
  :submitters:
  - :name: Kim Minsu
    :sid: '20240001'
    :email: minsu@uni.example
  :created_at: 2026-03-02 12:30:00.123456789 Z
  :history:
  - :id: 7
submission_2:
  :submitters: &group
  - :name: 이영희
    :sid:
    :email: yh@uni.example
  - :name: "Lee\\e[31m\\nJin"
    :sid: '3'
  :created_at: !ruby/object:ActiveSupport::TimeWithZone 2026-03-02 21:30:00 +09:00
submission_3: [*group]
"""


def test_an_export_of_gradescope() -> None:
    files = ("submission_1/gates.py", "submission_2/gates.py", "submission_2/mlp.py", "submission_9/x.py", "a.txt")
    whole = listing(*files, contents={"submission_metadata.yml": METADATA})
    found = SHAPES["gradescope"].sort(whole)
    assert found.ignored == [("a.txt",), ("submission_9",)]
    kim, lee, jin = found.handed
    assert (kim.name, lee.name, label_of(jin.name)[:3]) == ("Kim Minsu_20240001", "이영희_yh@uni.example", "Lee")
    assert [claim.text for claim in kim.claims] == ["20240001", "minsu@uni.example", "Kim Minsu"]
    assert (kim.attempt, kim.time) == (2, datetime(2026, 3, 2, 12, 30, 0, 123456, UTC))
    assert lee.time == jin.time == datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    assert set(pieces(lee)) == set(pieces(jin)) == {"gates.py", "mlp.py"}


def test_of_several_submissions_in_gradescope_the_last_counts() -> None:
    told = "submission_{}: {{':submitters': [{{':sid': '1'}}], ':created_at': 2026-03-0{} 10:00:00 Z}}\n"
    metadata = "".join(told.format(number, day) for number, day in ((1, 2), (2, 3), (3, 1)))
    contents = {"submission_metadata.yml": metadata}
    (kim,) = sort("gradescope", *(f"submission_{number}/gates.py" for number in (1, 2, 3)), contents=contents).values()
    assert pieces(kim) == {"gates.py": "submission_2/gates.py"}
    assert set(kim.older) == {("submission_1", "gates.py"), ("submission_3", "gates.py")}


@pytest.mark.parametrize(
    "metadata",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"submission_1: &a [*a]",
        b"submission_1: {':submitters': [3, {':sid': [1]}]}",
        b"- 1",
    ],
    ids=["empty", "no text", "deep", "in itself", "other types", "a list"],
)
def test_metadata_of_gradescope_that_says_nothing(metadata: bytes) -> None:
    found = SHAPES["gradescope"].sort(listing("submission_1/x.py", contents={"submission_metadata.yml": metadata}))
    assert (found.handed, found.ignored) == ([], [("submission_1",)])


STAMP = "2026-03-02 21:30:00.5 Asia/Seoul\n"


def test_submissions_of_nbgrader() -> None:
    contents = {
        "kim/ps1/timestamp.txt": STAMP,
        "lee/ps1/timestamp.txt": STAMP,
        "lee/ps2/timestamp.txt": "2026-03-03 00:00:00 UTC",
    }
    found = sort("nbgrader", "kim/ps1/gates.ipynb", "lee/ps1/gates.ipynb", "lee/ps2/mlp.ipynb", contents=contents)
    assert pieces(found["kim"]) == {"gates.ipynb": "kim/ps1/gates.ipynb"}
    assert set(pieces(found["lee"])) == {"ps1/gates.ipynb", "ps2/mlp.ipynb"}
    assert found["kim"].time == datetime(2026, 3, 2, 12, 30, 0, 500_000, UTC)
    assert found["lee"].time == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["", "yesterday", "2026-13-02 00:00:00 UTC", "2026-03-02 00:00:00 ../../etc/passwd"])
def test_a_stamp_of_nbgrader_that_is_none(stamp: str) -> None:
    (kim,) = sort("nbgrader", "kim/ps1/x.py", contents={"kim/ps1/timestamp.txt": stamp}).values()
    assert kim.time is None


def test_the_folder_submitted_is_nbgraders_without_stamps_too() -> None:
    assert recognised("kim/ps1/gates.ipynb", name="submitted") == "nbgrader"
    assert recognised("kim/ps1/gates.ipynb", "kim/gates.py", name="submitted") == "plain"


@pytest.mark.parametrize(
    ("name", "student", "piece"),
    [
        ("gates - Kim Minsu.ipynb", "Kim Minsu", "gates.ipynb"),
        ("Copy of gates - Kim Minsu.ipynb", "Kim Minsu", "gates.ipynb"),
        ("gates - 김철수의 사본.ipynb", "김철수", "gates.ipynb"),
        (unicodedata.normalize("NFD", "gates - 김철수.ipynb의 사본"), "김철수", "gates.ipynb"),
        ("gates - Kim Minsu (1).ipynb", "Kim Minsu", "gates.ipynb"),
        ("gates.ipynb - Kim Minsu.ipynb", "Kim Minsu", "gates.ipynb"),
        ("week 3 - gates - Kim  Minsu.zip", "Kim Minsu", "week 3 - gates.zip"),
    ],
)
def test_names_of_drive(name: str, student: str, piece: str) -> None:
    ((found, handed),) = sort("drive", name).items()
    assert (found, list(pieces(handed))) == (student, [piece])


def test_of_copies_in_drive_the_one_changed_last_counts() -> None:
    names = {"gates - Kim.ipynb": 5.0, "gates - Kim (1).ipynb": 9.0, "gates - Kim (2).ipynb": 7.0}
    entries = [DownloadEntry((name,), modified=modified) for name, modified in names.items()]
    (kim,) = SHAPES["drive"].sort(Listing("class", entries, Files({}))).handed
    assert pieces(kim) == {"gates.ipynb": "gates - Kim (1).ipynb"}
    assert len(kim.older) == 2


def test_a_file_of_drive_without_a_student_is_named() -> None:
    found = SHAPES["drive"].sort(listing("gates (1).ipynb", "Copy of gates.ipynb", "gates - Kim.ipynb"))
    assert found.ignored == [("Copy of gates.ipynb",), ("gates (1).ipynb",)]


def test_clones_are_called_as_their_folders_and_claim_their_logins() -> None:
    found = sort("classroom", "gates-kim-a/.git/HEAD", "gates-lee/.git/HEAD", "park.zip")
    assert [(name, each.claims[0].text) for name, each in found.items()] == [
        ("gates-kim-a", "kim-a"),
        ("gates-lee", "lee"),
        ("park", "park"),
    ]
    (kim,) = sort("classroom", "gates-kim-a/.git/HEAD", name="gates-submissions").values()
    assert kim.claims[0].text == "kim-a"


def test_what_classroom_50_adds_to_a_clone_is_no_part_of_it() -> None:
    files = ("w3-gates-kim/.git/HEAD", "w3-gates-kim/gates.py", "w3-gates-kim/result.json")
    (kim,) = sort("classroom", *files, "scores.csv").values()
    assert (list(pieces(kim)), kim.system) == (["gates.py"], (("w3-gates-kim", "result.json"),))
    (kim,) = sort("classroom", *files).values()
    assert [found.parts for found in kim.found] == [("w3-gates-kim",)]


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


@settings(max_examples=60)
@given(st.lists(st.lists(names, min_size=1, max_size=4).map("/".join), max_size=8), st.sampled_from(sorted(SHAPES)))
def test_every_file_is_somebodys_or_named_as_nobodys(paths: list[str], shape: str) -> None:
    files = [path for path in paths if not any(other.startswith(f"{path}/") for other in paths)]
    whole = listing(*files)
    found = SHAPES[shape].sort(whole)  # in Gradescope's, all are nobody's without the metadata
    owners = [*map(owned, found.handed), set(found.ignored)]
    for path in files:
        parts = PurePosixPath(path).parts
        owning = [tops for tops in owners if any(parts[:depth] in tops for depth in range(1, len(parts) + 1))]
        assert len(owning) == 1, path
    check(found)


def owned(handed: Handed) -> set[tuple[str, ...]]:
    return {*(each.parts for each in handed.found), *handed.older, *handed.texts, *handed.system}


def check(found: Sorted) -> None:
    """Each student has a name of their own, and no name leads out of a submission."""
    assert max(Counter(label_of(each.name) for each in found.handed).values(), default=1) == 1
    for handed in found.handed:
        into = [each.into for each in handed.found if each.into]
        assert not any(part in ("", ".", "..") or {"/", "\0"} & {*part} for parts in into for part in parts)
        assert handed.claims
