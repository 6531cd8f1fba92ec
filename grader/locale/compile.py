"""Compiles the catalogues when the package is built or installed: `NAME.po` into `NAME.mo`.

In a checkout that is not installed, `python grader/locale/compile.py` does the same.
"""

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent


class BuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues()


def compile_catalogues() -> None:
    for source in LOCALE.glob("*.po"):
        compiled = io.BytesIO()
        write_mo(compiled, read_po(io.BytesIO(source.read_bytes())))
        source.with_suffix(".mo").write_bytes(compiled.getvalue())


if __name__ == "__main__":
    compile_catalogues()
