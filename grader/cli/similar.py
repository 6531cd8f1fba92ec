"""The verb that looks for copies in a class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli import VERBS
from grader.cli.batch import From, Submissions
from grader.cli.errors import tell
from grader.cli.options import CourseOption, ExercisesArgument, LanguageOption, command, new_app, open_course
from grader.cli.speech import _, spoken
from grader.feedback import N_
from grader.report.text import one_line

verbs = new_app()

OutputFolder = Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help=N_("The folder for the pages."))]


@command(verbs, N_("find submissions that are alike"))
def similar(
    submissions: Submissions,
    names: ExercisesArgument = None,
    output: OutputFolder = Path("similar"),
    shape: From = "",
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """List the pairs of submissions that have more in common than chance explains, identical ones first.

    Names, comments, layout and the order of functions do not matter, and what the stub or the solution holds does not
    count. A notebook is compared by its code. OUT/index.html lists the pairs and shows each side by side, for
    instructors only. Nothing is run.
    """
    from grader.batch.download import opened
    from grader.batch.similar.pages import KINDS, write
    from grader.batch.similar.pairs import find_pairs
    from grader.batch.similar.works import given, works
    from grader.batch.uploads import find
    from grader.report.terminal import open_console, show_rows

    whole = open_course(course)
    chosen = whole.choose(names or [], VERBS)
    console = open_console()
    with opened(submissions) as (folder, _left), console.status(_("comparing")):
        uploads = find(folder, None, shape, submissions).uploads
        found = works(whole, chosen, uploads)
        pairs = [pair for each in chosen for pair in find_pairs(each.name, found[each.name], given(whole, each))]
    rows = [
        (
            pair.exercise,
            f"{one_line(pair.left.student, 40)}, {one_line(pair.right.student, 40)}",
            f"{min(pair.left.share, pair.right.share):.0%}",
            _(KINDS[pair.kind]),
        )
        for pair in pairs
    ]
    if rows:
        heads = (N_("exercise"), N_("students"), N_("shared"), N_("how they are alike"))
        show_rows(heads, rows, console, spoken(), wide=3)
    else:
        tell(_("No two submissions are more alike than independent work is."))
    tell(str(write(output, pairs, len(uploads), spoken())))
    return 0
