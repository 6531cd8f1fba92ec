"""Draws docs/terminal.svg: what a student sees whose relu is a softplus. Run it again when the report changes."""

import io
import os
import tempfile
from pathlib import Path

from rich.console import Console

from grader.course.model import load_course
from grader.grading.grader import Grader
from grader.report.model import for_audience
from grader.report.terminal import show

MISTAKE = """

def relu(x):
    print("relu of", x)
    return np.log(1 + np.exp(x))
"""

target = Path(__file__).resolve().with_name("terminal.svg")
course = load_course()
exercises = course.choose(["activations"])
with tempfile.TemporaryDirectory() as folder, Grader(course) as grader:
    os.chdir(folder)  # so that the report shows the bare name
    path = Path("activations.py")
    path.write_text(course.solution(exercises[0]).read_text() + MISTAKE)
    report = grader.grade(path, exercises)

console = Console(record=True, width=100, file=io.StringIO())
show(for_audience(report, "student"), console, "en", folder=Path())
target.write_text(console.export_svg(title="grade activations"))
