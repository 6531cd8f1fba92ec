"""The verb that looks at the machine."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.cli.errors import tell
from grader.cli.options import LanguageOption, command, new_app, own_workspace
from grader.cli.speech import _, spoken, told
from grader.errors import UsageError
from grader.feedback import N_

verbs = new_app()
MARKS = {"ok": "ok", "note": "--", "attention": "!!"}


@command(verbs, N_("check this machine, and say what to do about each gap"))
def doctor(lang: LanguageOption = None) -> int:
    """Check this machine, and say what to do about each gap. Paste what it prints into a bug report.

    Exit codes: 0 your own work can be graded here, 1 something needs attention.
    """
    from grader.grading import machine

    folder, found = Path(), []
    try:
        folder = own_workspace(None).root
    except UsageError as error:
        found = [machine.MachineFinding("grade.toml", "attention", error.message)]
    found += machine.findings(machine.this_machine(folder, sys.stdout.encoding), spoken())
    tell(machine.name())
    for each in found:
        tell(f"{MARKS[each.state]}  {_(each.about)}: {told(each.said)}")
        for advice in each.advice:
            tell(f"      {told(advice)}")
    if any(each.state == "attention" for each in found):
        tell(_("What begins with !! needs attention before you grade."))
        return 1
    tell(_("Your own work can be graded here."))
    return 0
