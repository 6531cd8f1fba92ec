"""Reports in files: JSON that its schema describes, written whole or not at all."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import report_samples as samples

from grader.files import FileError
from grader.report.files import check_output, write_output
from grader.report.json import render, render_schema
from grader.report.model import Report, for_audience

REPORTS = {
    "every status": samples.report,
    "a student's": for_audience(samples.report, "student"),
    "hostile": samples.hostile,
    "empty": samples.of(),
}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(render_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", REPORTS)
def test_the_schema_describes_every_report(name: str, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(json.loads(render(REPORTS[name], "en")))


@pytest.mark.parametrize(
    "spoil", [{"score": "4"}, {"exercises": [{"name": "gates"}]}, {"isolation": {"sandbox": "on"}}]
)
def test_the_schema_rejects_what_is_not_a_report(spoil: dict, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(json.loads(render(samples.report, "en")) | spoil)


def test_the_schema_needs_no_other_document() -> None:
    schema = json.loads(render_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in schema
    references = set(_values_of("$ref", schema))
    assert references == {f"#/$defs/{name}" for name in schema["$defs"]}


def _values_of(key: str, node: object) -> list[str]:
    if isinstance(node, list):
        return [value for item in node for value in _values_of(key, item)]
    if isinstance(node, dict):
        own = [node[key]] if key in node else []
        return own + [value for item in node.values() for value in _values_of(key, item)]
    return []


def test_the_published_fields_in_their_order() -> None:
    report = json.loads(render(samples.report, "en"))
    assert list(report) == [
        *("schema", "course", "submission", "score", "max_score", "exercises", "isolation", "environment", "seed"),
        *("assignments", "remarks", "title", "student", "counted"),
    ]
    exercise = report["exercises"][2]
    assert list(exercise) == [
        *("name", "title", "status", "score", "max_score", "seconds", "message", "checks", "note", "place"),
        *("file", "functions", "overlooked", "remarks"),
    ]
    assert list(exercise["checks"][1]) == [
        *("name", "title", "status", "score", "max_score", "visibility"),
        *("message", "hint", "counterexample", "output", "pictures", "alts", "place", "function"),
    ]


def read_back(data: bytes) -> Report:
    """The report in a JSON file, in which a place is an object."""

    def places(fields: dict[str, Any]) -> Any:
        return list(fields.values()) if fields.keys() == {"file", "cell", "line"} else fields

    return msgspec.convert(json.loads(data, object_hook=places), Report)


def test_json_reads_back_as_the_same_report() -> None:
    assert read_back(render(samples.report, "en")) == samples.report


def test_json_is_readable() -> None:
    text = render(samples.report, "en").decode()
    assert '\n  "course": "chapter3"' in text
    assert "논리 게이트" in text


def test_half_a_surrogate_pair_does_not_spoil_the_file() -> None:
    text = render(samples.hostile, "en").decode("utf-8")
    assert json.loads(text)["exercises"][0]["title"].endswith("?\U000e0041")


def test_writing_replaces_the_old_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.JSON"
    path.write_text("old")
    check_output(path)
    assert path.read_text() == "old"
    write_output(samples.report, path, "en")
    assert read_back(path.read_bytes()) == samples.report
    assert list(tmp_path.iterdir()) == [path]


def test_a_format_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.report.json.render", lambda report, language: 1 / 0)
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_output(samples.report, path, "en")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf",
        "report",
        "missing/report.json",
        "folder.json",
        "file/report.json",
        "x" * 300 + ".json",
    ],
)
def test_an_output_that_cannot_be_written(wording: object, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(FileError) as caught:
        check_output(tmp_path / name)
    assert str(caught.value) == wording


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may write")
def test_a_folder_without_the_right_to_write(wording: object) -> None:
    with pytest.raises(FileError) as caught:
        check_output(Path("/proc/report.json"))
    assert str(caught.value) == wording
