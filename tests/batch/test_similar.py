"""`grade similar`: pairs above chance in a class whose truth is known, hostile text, and the pages."""

from __future__ import annotations

import json
import random
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_course import RIGHT, STUB, small_course

from grader.batch.similar.pages import lines, write
from grader.batch.similar.pairs import Pair, find_pairs
from grader.batch.similar.tokens import MAX_CODE, tokens
from grader.batch.similar.works import works
from grader.batch.uploads import Student, Upload, find
from grader.cli import app as cli
from grader.submission.intake import Piece

NAMES = ("total", "value", "x", "items", "row", "weight")
FUNCTIONS = ("step", "perceptron", "truth_table", "train")


def independent(seed: int) -> str:
    """What a student on his own might write: four functions of a few lines each, of common forms."""
    chance = random.Random(seed)

    def name() -> str:
        return chance.choice(NAMES)

    def expression() -> str:
        forms = (
            "{a} + {b} * {n}",
            "np.sum({a} * {b})",
            "{a}[{n}] - {b}",
            "np.where({a} > {n}, 1, 0)",
            "abs({a}) ** {n}",
        )
        return chance.choice(forms).format(a=name(), b=name(), n=chance.randrange(4))

    def line() -> str:
        forms = (
            "    {a} = {e}",
            "    for {a} in range({n}):\n        {b} += {e}",
            "    if {a} > {n}:\n        return {e}",
            "    {a} = [{e} for {b} in {a}]",
            "    while {a} < {n}:\n        {a} = {e}",
        )
        return chance.choice(forms).format(a=name(), b=name(), e=expression(), n=chance.randrange(9))

    def function(title: str) -> str:
        body = [line() for _ in range(chance.randrange(3, 7))]
        return "\n".join([f"def {title}(x, w):", *body, f"    return {name()}"])

    return "import numpy as np\n\n\n" + "\n\n\n".join(map(function, FUNCTIONS)) + "\n"


def renamed(code: str) -> str:
    """The same with other names, comments and more room, as who hides a copy writes it."""
    for name in NAMES:
        code = re.sub(rf"\b{name}\b", f"my_{name}", code)
    return code.replace("\n    ", "\n        # think\n    ").replace(" = ", "  =  ")


def reordered(code: str) -> str:
    head, *functions = code.split("\n\n\n")
    return "\n\n\n".join([head, *reversed(functions)])


def names(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    return [(pair.left.student, pair.right.student, pair.kind) for pair in pairs]


@pytest.mark.parametrize("size", [12, 60])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_copies_are_found_and_independent_work_is_not(size: int, seed: int) -> None:
    codes = {f"s{number:02}": independent(1000 * seed + number) for number in range(size)}
    assert find_pairs("gates", codes, []) == []
    codes["copy"] = codes["s03"]
    codes["hidden"] = renamed(codes["s04"])
    codes["moved"] = reordered(codes["s05"])
    found = names(find_pairs("gates", codes, []))
    assert found == [("copy", "s03", "identical"), ("hidden", "s04", "renamed"), ("moved", "s05", "similar")]


def test_what_everybody_was_given_does_not_count() -> None:
    stub, solution = independent(1), independent(2)
    codes = {f"s{number}": solution for number in range(8)} | {"t": stub, "u": stub}
    assert find_pairs("gates", codes, [stub, solution]) == []
    assert {pair.kind for pair in find_pairs("gates", codes, [stub])} == {"identical"}
    assert len(find_pairs("gates", codes, [stub])) == 8 * 7 / 2  # however many have it


def test_two_of_a_tiny_class_are_compared_too() -> None:
    code = independent(1) + independent(2)
    assert names(find_pairs("gates", {"kim": code, "lee": code}, [])) == [("kim", "lee", "identical")]
    assert find_pairs("gates", {"kim": "x = 1\n", "lee": "x = 1\n"}, []) == []  # too little to tell
    assert find_pairs("gates", {"kim": code}, []) == find_pairs("gates", {}, []) == []


@given(st.text(alphabet="abx_1.'\"\\#\n\t (){}[]fr=%\u200b한\ud800", max_size=300))
def test_any_text_has_tokens_in_order_that_cover_what_is_seen(code: str) -> None:
    found = tokens(code)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {place for token in found for place in range(token.start, token.end)}
    left = "".join(letter for place, letter in enumerate(code) if place not in covered)
    assert not re.sub(r"#[^\n]*|\\\n|\s", "", left)


HOSTILE = [" \n", '"""', '"%(a', "\\", "rb'", "\"\"\"'''", "(", "f'{", "_", "1_", '"\\', "a." * 3, "\ud800"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_is_read_in_one_pass(unit: str) -> None:
    """Each of these takes a lexer that goes back minutes; a pass that never does finds no end of the cap only."""
    code = unit * (2 * MAX_CODE // len(unit))
    assert max((token.end for token in tokens(code)), default=0) <= MAX_CODE
    assert find_pairs("gates", {"kim": code[:20_000], "lee": code[:20_000]}, []) is not None


def test_a_notebook_is_compared_by_its_code(tmp_path: Path) -> None:
    made = small_course(tmp_path / "course")
    folder = tmp_path / "class"
    cells = [
        {"cell_type": "markdown", "source": "# My own thoughts"},
        {"cell_type": "code", "source": ["def double(x):\n", "    return x + x"], "outputs": [{"text": "9" * 99}]},
    ]
    for name, text in {"kim.ipynb": json.dumps({"cells": cells}), "lee.py": RIGHT, "na.py": STUB}.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "yoon.ipynb").write_bytes(b'{"cells": ' + b"[" * 100_000)
    (folder / "zip.zip").write_bytes(b"no zip")
    found = works(made, made.exercises, find(folder).uploads)["doubles"]
    assert found["kim"].split() == found["lee"].split() == RIGHT.split()
    assert "na" not in found  # not started
    assert found.get("yoon", "") == ""


def test_a_groups_upload_is_no_copy_of_itself(tmp_path: Path) -> None:
    made = small_course(tmp_path / "course")
    (tmp_path / "kim.py").write_text(RIGHT)
    both = [Upload(Student(id=name), name, (Piece(tmp_path / "kim.py", ("kim.py",)),)) for name in ("kim", "lee")]
    assert list(works(made, made.exercises, both)["doubles"]) == ["kim + lee"]


EVIL = "<script>alert(1)</script>"


def test_pages_are_for_instructors_and_escape_whatever_students_write(tmp_path: Path) -> None:
    code = f"text = '{EVIL}'\n" + independent(5) + "# {{ 7 * 7 }} \x1b[31m\u202e </pre></li>\n"
    (pair,) = find_pairs("gates", {f"kim{EVIL}": code, "lee\x1b[2J": code.replace("5", "6")}, [])
    index = write(tmp_path, [pair], 2, "en")
    (tmp_path / "my-1.html").write_text("somebody's")
    pages = {path.name: path.read_text() for path in (index, *(tmp_path / "pairs").iterdir())}
    assert pages.keys() == {"index.html", "gates-1.html"}
    assert 'href="./pairs/gates-1.html"' in pages[index.name]
    assert 'href="../index.html"' in pages["gates-1.html"]
    for page in pages.values():
        assert "For instructors only" in page
        assert "default-src 'none'" in page
        assert "<script" not in page
        assert not set(page) & {"\x1b", "\u202e"}
    shown = re.sub(r"<[^>]+>", "", pages["gates-1.html"].split("<ol>")[1].split("</ol>")[0].replace("</li>", "\n"))
    assert unescape(shown).splitlines()[0] == f"text = '{EVIL}'"
    assert "{{ 7 * 7 }}" in unescape(shown)
    write(tmp_path, [], 2, "en")
    assert {path.name for path in tmp_path.rglob("*.html")} == {"index.html", "my-1.html"}


def test_marks_cover_what_is_shared_and_lines_stay_whole() -> None:
    code = independent(1) + independent(2)
    other = code + independent(3)
    (pair,) = find_pairs("gates", {"kim": code, "lee": other}, [])
    for side in (pair.left, pair.right):
        assert ["".join(part.text for part in line) for line in lines(side)] == side.code.split("\n")
    assert pair.left.share > 0.99
    assert 0.3 < pair.right.share < 0.9
    marked = sum(len(part.text) for line in lines(pair.right) for part in line if part.shared)
    assert marked < len(other)


def test_a_class_is_compared_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a download of Canvas; the course's exercise asks for `double`."""
    small_course(tmp_path / "course")
    folder = tmp_path / "uploads"
    folder.mkdir()
    for number in range(12):
        code = independent(3 if number == 7 else number)
        (folder / f"student{number}_{100 + number}_{500 + number}_doubles.py").write_text(RIGHT + code)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADE_LANG", "en")
    with pytest.raises(SystemExit) as end:
        cli.main(["similar", "uploads", "--course", "course"])
    out = capsys.readouterr().out
    assert end.value.code == 0
    (row,) = [line for line in out.splitlines() if line.startswith("doubles")]
    assert "student3_103, student7_107" in row
    assert "identical" in row
    assert (tmp_path / "similar" / "pairs" / "doubles-1.html").is_file()
