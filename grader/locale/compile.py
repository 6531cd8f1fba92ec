"""Compiles the catalogues when the package is built or installed: `NAME.po` into `NAME.mo`.

In a checkout that is not installed, `python grader/locale/compile.py` does the same.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""The same texts are the same bytes whenever they are compiled: babel would write the time into them."""


class BuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues()


def compile_catalogues() -> None:
    for source in LOCALE.glob("*.po"):
        compiled, catalogue = io.BytesIO(), read_po(io.BytesIO(source.read_bytes()))
        catalogue.creation_date = catalogue.revision_date = UNDATED
        write_mo(compiled, catalogue)
        source.with_suffix(".mo").write_bytes(compiled.getvalue())


if __name__ == "__main__":
    compile_catalogues()
