"""The grades as a spreadsheet reads them: Korean names, empty cells for nothing handed in, no formulas."""

from __future__ import annotations

import csv
import io

from class_samples import EXERCISES, check, class_of, exercise, hostile_class, report
from hypothesis import example, given
from hypothesis import strategies as st

from grader.batch import class_csv as grades
from grader.batch.class_report import ClassReport, ExerciseHead, StudentEntry
from grader.batch.class_summary import summarise

nasty = st.text(st.characters() | st.sampled_from("=+-@＝＋－＠\t\r\n\x00,\";'\u200b\ud800"), min_size=1)  # noqa: RUF001


def read(report: ClassReport) -> list[list[str]]:
    return list(csv.reader(io.StringIO(grades.render(report, "en").decode("utf-8-sig"), newline="")))


def test_the_whole_file() -> None:
    found = summarise(
        "course",
        [ExerciseHead("gates", "Gates", 2), ExerciseHead("mlp", "XOR", 1)],
        [
            StudentEntry(
                student="kim",
                id="7",
                name="김민준",
                attempts=2,
                report=report(exercise("gates", check("test_a", 1.5, 2))),
            ),
            StudentEntry(student="lee", id="8", name="이서연", problem="lee.zip: damaged", attempts=1),
            StudentEntry(student="park", id="9", name="박지호"),
        ],
    )
    assert grades.render(found, "en").decode("utf-8") == (
        "\ufeffstudent,id,name,total,max,gates,mlp,status,attempts,problem,remarks\r\n"
        "kim,7,김민준,1.5,2,1.5,,graded,2,,\r\n"
        "lee,8,이서연,,,,,problem,1,lee.zip: damaged,\r\n"
        "park,9,박지호,,,,,missing,0,,\r\n"
    )


def test_points_add_up() -> None:
    rows = list(csv.DictReader(io.StringIO(grades.render(class_of(60), "en").decode("utf-8-sig"))))
    graded = [row for row in rows if row["total"]]
    assert len(rows) == 60
    assert len(graded) > 40
    for row in graded:
        assert abs(float(row["total"]) - sum(float(row[head.name]) for head in EXERCISES)) < 0.01


@given(nasty)
@example("\ud800")
def test_no_text_makes_a_formula_or_another_cell(text: str) -> None:
    rows = read(hostile_class(text))
    assert len(rows) == 5
    assert {len(row) for row in rows} == {10}
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@＝＋－＠\t\r"))]  # noqa: RUF001
