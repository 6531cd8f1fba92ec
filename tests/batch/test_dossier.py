"""The page about a student for instructors: complete, marked as such, and nowhere where students' pages are."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from class_folder import Class
from small_course import RIGHT, STUB, WRONG
from test_term import grade

from grader.batch.dossier import MAX_LINES, source_of

BANNER = 'class="banner"'


def page(term: Class, student: str = "kim") -> str:
    return html.unescape((term.out / "instructor" / student / "index.html").read_text())


def links(path: Path) -> set[Path]:
    """The pages that a page links to."""
    found = re.findall(r'href="([^"#]+)"', path.read_text())
    return {(path.parent / html.unescape(each)).resolve() for each in found if not each.startswith("data:")}


def test_everything_about_a_student_is_one_click_from_the_class(term: Class) -> None:
    term.hand_in("kim/doubles.py", f"{WRONG}# the first try\n")
    term.grade()
    term.hand_in("kim/doubles.py", f"{RIGHT}# <the> second try\n")
    term.hand_in("kim/notes.txt", "my notes")
    term.grade()
    assert grade(term, "adjust", "kim", "doubles", "--points", "1", "--why", "a good idea") == 0
    mine = term.out / "instructor" / "kim" / "index.html"
    assert mine.resolve() in links(term.out / "index.html")
    assert links(mine) == {(term.out / each).resolve() for each in ("index.html", "students/kim/report.html")}
    text = page(term)
    assert BANNER in text
    for told in ("<the> second try", "test_double_array", "notes.txt", "a good idea", "0/4", "4/4"):
        assert told in text, told
    assert "the first try" not in text.partition('id="code"')[2].partition('id="attempts"')[0]  # it does not count
    assert text.count('<th scope="row" class="number">') == 2  # attempts
    assert "<the> second try" not in mine.read_text()  # it is escaped


def test_nothing_of_it_is_where_students_pages_are(term: Class) -> None:
    term.hand_in("kim/doubles.py", f"{WRONG}# the code of kim\n")
    term.grade()
    for path in (term.out / "students").rglob("*.*"):
        text = path.read_text()
        assert BANNER not in text
        assert "the code of kim" not in text
        assert "instructor/" not in text


def test_it_is_written_again_only_if_something_has_changed(term: Class) -> None:
    for name in ("kim", "lee"):
        term.hand_in(f"{name}/doubles.py", f"{WRONG}# {name}\n")
    term.grade()
    paths = [term.out / "instructor" / name / "index.html" for name in ("kim", "lee")]

    def written() -> list[bool]:
        """Whose page is another file than before."""
        now = [path.stat().st_ino for path in paths]
        found = [old != new for old, new in zip(before, now, strict=True)]
        before[:] = now
        return found

    before = [path.stat().st_ino for path in paths]
    term.grade()
    assert written() == [False, False]
    assert grade(term, "comment", "lee", "Come and see me") == 0
    assert written() == [False, True]
    assert grade(term, "undo", "1") == 0
    assert written() == [False, True]
    term.hand_in("kim/doubles.py", RIGHT)
    term.grade()
    assert written() == [True, False]
    term.grade(language="ko")
    assert written() == [True, True]


def test_who_handed_in_what_cannot_be_read_has_a_page_too(term: Class) -> None:
    term.hand_in("kim.zip", b"no zip")
    term.hand_in("lee.py", STUB)
    term.grade()
    text = page(term)
    assert "kim.zip" in text
    assert 'class="problems"' in text
    assert (term.out / "instructor" / "kim" / "index.html").resolve() in links(term.out / "index.html")
    assert BANNER in page(term, "lee")


def test_a_page_that_cannot_be_written_is_that_students_trouble(term: Class) -> None:
    for name in ("kim", "lee"):
        term.hand_in(f"{name}/doubles.py", f"{RIGHT}# {name}\n")
    (term.out / "instructor").mkdir(parents=True)
    (term.out / "instructor" / "kim").write_text("somebody's file")
    term.grade()
    assert BANNER in page(term, "lee")
    assert "instructor/kim" in (term.out / "index.html").read_text().replace("&#39;", "'")
    assert (term.out / "instructor" / "kim" / "index.html").resolve() not in links(term.out / "index.html")


@pytest.mark.parametrize(
    ("name", "content", "cells"),
    [
        ("a.py", b"\xef\xbb\xbfx = 1\r\ny = 2\n", [(0, ["x = 1", "y = 2"])]),
        ("a.py", b"\xff\xfe", [(0, ["\ufffd\ufffd"])]),
        ("a.ipynb", b'{"cells": [{"cell_type": "code", "source": "x = 1\\ny"}]}', [(1, ["x = 1", "y"])]),
        ("a.ipynb", b"no notebook", []),
        ("a.ipynb", b"[" * 100_000, []),
        ("data.csv", b"1,2", []),
    ],
)
def test_code_is_shown_as_it_was_handed_in(name: str, content: bytes, cells: list[tuple[int, list[str]]]) -> None:
    found = source_of(name, content)
    assert [(cell.number, list(cell.lines)) for cell in found.cells] == cells
    assert (found.size, found.is_cut) == (len(content), False)


def test_a_file_of_a_million_lines_is_cut() -> None:
    found = source_of("a.py", b"x\n" * 1_000_000)
    assert found.is_cut
    assert len(found.cells[0].lines) == MAX_LINES
