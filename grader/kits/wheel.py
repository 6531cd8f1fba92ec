"""A wheel of the grader that is running, with or without a course in it: what a kit installs."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import grader
from grader.course.model import BUILT_IN_SUITES

PACKAGE = Path(grader.__file__).parent
PROJECT = "tf-grader"
INSTRUCTORS = (
    *("audit/", "batch/", "foreign/", "kits/"),
    *(f"cli/{name}.py" for name in ("author", "batch", "decide", "export", "instructor", "points", "similar", "term")),
)
"""What students have no use for."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A zip's first date: the same kit is the same wheel, byte for byte."""


def package_files() -> dict[str, bytes]:
    """The grader's own files by their place in a wheel, without the built-in course."""
    course = (BUILT_IN_SUITES, PACKAGE / "exercises", PACKAGE / "solutions")  # as an installed package has them
    found = {}
    for path in sorted(PACKAGE.rglob("*")):
        own = (
            "__pycache__" not in path.parts
            and (path.parent.name != "locale" or path.suffix == ".mo")  # no sources of the catalogues
            and not any(path.is_relative_to(folder) for folder in course)
        )
        if path.is_file() and own:
            found[path.relative_to(PACKAGE.parent).as_posix()] = path.read_bytes()
    return found


def students_files() -> dict[str, bytes]:
    """Those of a student's kit: without the instructors' verbs and their rooms."""
    left_out = tuple(f"{PACKAGE.name}/{place}" for place in INSTRUCTORS)
    return {name: data for name, data in package_files().items() if not name.startswith(left_out)}


def make_wheel(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The file name and content of a wheel that installs these files and the command `grade`.

    Its version ends in a hash of the files, so that pip sees each kit as another version.
    """
    whole = hashlib.sha256()
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    version = f"{grader.__version__}+kit.{whole.hexdigest()[:8]}"
    name = PROJECT.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {need}\n" for need in requirements())
    metadata = f"Metadata-Version: 2.1\nName: {PROJECT}\nVersion: {version}\nRequires-Python: >=3.11\n{needs}"
    every = {
        **files,
        f"{info}/METADATA": metadata.encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: grade\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": b"[console_scripts]\ngrade = grader.cli.app:main\n",
    }
    record = "".join(f"{path},{_digest(data)},{len(data)}\n" for path, data in every.items())
    every[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return f"{name}-{version}-py3-none-any.whl", make_zip(every)


def make_zip(files: Mapping[str, bytes], executable: tuple[str, ...] = ()) -> bytes:
    """A zip that depends on nothing but these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path in executable else 0o644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def requirements() -> list[Requirement]:
    """What the grader needs; what only its authors need is left out."""
    checkout = PACKAGE.parent / "pyproject.toml"
    if checkout.is_file():  # newer than the metadata of an editable installation
        return [Requirement(each) for each in tomllib.loads(checkout.read_text("utf-8"))["project"]["dependencies"]]
    needs = [Requirement(each) for each in importlib.metadata.requires(PROJECT) or []]
    return [need for need in needs if "extra" not in str(need.marker)]


def pinned() -> Iterator[str]:
    """The libraries that the grader needs, each in the version in use here.

    Those that they need in turn are pip's to choose, which differ between systems, except Keras, since results depend
    on it.
    """
    for need in [*requirements(), Requirement("keras")]:
        with suppress(importlib.metadata.PackageNotFoundError):  # of another system
            need.specifier = SpecifierSet(f"=={importlib.metadata.version(need.name)}")
        yield str(need)


def _digest(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest}"
