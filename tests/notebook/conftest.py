"""An IPython in this process, as a notebook's kernel has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.notebook import check as checking
from grader.notebook import executed
from grader.notebook.shown import Shown


class Notebook:
    """`run(source, cell="a")` runs a cell, as the page's cell `a` if its id is given; what the cell shows."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.sources = lambda: executed.executed(shell)

    def run(self, source: str, cell: str | None = None) -> Any:
        done = self.shell.run_cell(source, store_history=True, cell_id=cell)
        return done.result

    def check(self, *names: str, **options: Any) -> Shown:
        """What `check` says when a cell calls it."""
        self.shell.user_ns.update(names=names, options=options)
        shown = self.run("from grader import check\ncheck(*names, **options)")
        assert isinstance(shown, Shown)
        return shown


@pytest.fixture
def notebook(tmp_path, monkeypatch) -> Iterator[Notebook]:
    """A notebook in an empty folder, of which nothing has been run."""
    for variable in ("LC_ALL", "GRADE_LANG"):
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(executed, "_cells", {})
    monkeypatch.setattr(checking, "_graders", [])
    shell = InteractiveShell.instance(config=Config(HistoryManager={"hist_file": ":memory:"}))
    executed.watch(shell)
    yield Notebook(shell)
    InteractiveShell.clear_instance()
