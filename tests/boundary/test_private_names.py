"""What libraries do not promise is there in the versions in use, and is named in one place."""

from __future__ import annotations

import importlib
import re

import pytest

from grader.boundary import private_names
from grader.boundary.private_names import API, CREATE, EXECUTE, FUNCTIONAL_MODULE, GRADIENTS, OPERATIONS_PACKAGE
from grader.processes.policy import GRADER

PRIVATE = re.compile(r"keras\.src|tensorflow\.python|hypothesis\.internal|_api\.v2|\b_pytest\b")


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        *((private_names, name) for name in private_names.__all__),
        *((private_names.pywrap_tfe, name) for name in EXECUTE),
        (private_names.ops, CREATE),
        (private_names.providers, "_seen_modules"),
        *GRADIENTS,
    ],
)
def test_the_name_exists(owner: object, name: str) -> None:
    assert hasattr(owner, name)


@pytest.mark.parametrize("module", [f"tensorflow{API}", FUNCTIONAL_MODULE, OPERATIONS_PACKAGE.rstrip(".")])
def test_the_module_exists(module: str) -> None:
    assert importlib.import_module(module)


def test_no_other_module_names_one() -> None:
    files = [path for path in GRADER.rglob("*.py") if path.name != "private_names.py"]
    assert [path for path in files if PRIVATE.search(path.read_text(encoding="utf-8"))] == []
