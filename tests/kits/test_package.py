"""The package as it is built: the wheel from a checkout, the same one from the source archive, and a first grading."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("grader", "exercises", "solutions", "pyproject.toml", "README.md", "LICENSE")


def build(target: str, folder: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> tuple[Path, Path]:
    """The wheel of a checkout that nobody has built before, and that of its source archive."""
    folder = tmp_path_factory.mktemp("package")
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, checkout / name)
    with tarfile.open(build("sdist", checkout, folder / "archive")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    return build("wheel", checkout, folder / "wheel"), build("wheel", unpacked, folder / "again")


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_builds_the_same_wheel(wheels):
    checkout, archive = map(contents, wheels)
    assert checkout == archive


def test_the_wheel_holds_the_course_the_catalogue_and_the_pages(wheels):
    names = set(contents(wheels[0]))
    for path in ROOT.glob("exercises/**/*.*"):
        assert f"grader/exercises/{path.relative_to(ROOT / 'exercises').as_posix()}" in names
    assert {"grader/solutions/gates.py", "grader/suites/gates/exercise.toml", "grader/suites/gates/props.py"} <= names
    assert {"grader/locale/ko.mo", "grader/report/pages/report.html", "grader/kits/templates/setup.sh"} <= names
    assert not [name for name in names if name.startswith("tests") or name.endswith((".po", "compile.py"))]


@pytest.mark.slow
def test_a_first_grading_from_the_wheel(wheels, tmp_path, lend):
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [environment / "bin" / "pip", "install", "--quiet", "--no-deps", "--no-index", wheels[0]]
    subprocess.run(pip, check=True)
    lend(environment)
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def grade(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [environment / "bin" / "grade", *words]
        return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True)

    assert grade("init", "work", "--lang", "ko", cwd=tmp_path).returncode == 0
    work = tmp_path / "work"
    shutil.copy(ROOT / "solutions" / "tensor_ops.py", work / "exercises")
    done = grade("tensor_ops", "--lang", "ko", cwd=work)
    assert (done.returncode, done.stderr) == (0, "")
    assert "점" in done.stdout
