"""Takes in what was handed in: a folder, a `.py`, an `.ipynb` or a `.zip` of these becomes a private copy.

Nothing in here runs, parses or follows what it copies.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.feedback import N_, Message, phrase
from grader.submission.naming import PROGRAMS, holds_name, is_copy, proper, suffix_of
from grader.submission.opening import OpenFolder, SwappedError, open_regular
from grader.submission.private_copy import (
    CourseFiles,
    Parts,
    PrivateCopy,
    SubmissionError,
    as_text,
    nfc,
    quoted,
    skipped,
)

__all__ = ["Piece", "Submission", "SubmissionError", "is_untouched", "take", "take_all", "take_run"]

NOTHING_GIVEN: CourseFiles = {}
NOTEBOOK = "notebook.ipynb"
"""What the cells that a kernel has executed are called."""
NEAR_PROGRAMS = (*PROGRAMS, ".txt", ".json", ".pyw", ".bak", ".py~", ".old", "")
"""Endings of a program's file, and what mail programs, browsers and editors make of them."""
DOCUMENTS = (".html", ".htm", ".pdf", ".doc", ".docx", ".hwp", ".hwpx", ".rtf", ".gdoc", ".url", ".webloc")
"""Endings of what shows a program, or leads to it, and is none."""
MAX_LOOKED_INTO = 8 << 20
"""Bytes of a program that may be somebody's work under another name."""


class Piece(NamedTuple):
    """A file or a folder of what was handed in, and its name in the submission, which is empty for what is one in
    itself."""

    path: Path
    into: Parts = ()


class Submission(msgspec.Struct, frozen=True):
    """What was handed in: its path as given, the private copy, and the hash of the names and contents in it."""

    path: str
    folder: Path
    sha256: str
    main: Path | None = None
    """The one program that was handed in, in the copy; it stands for any exercise that is asked for."""
    altered: tuple[str, ...] = ()
    """The files of the course's data in it that are not as the course gives them; they are not in the copy."""
    _contents: dict[Path, tuple[bytes, bytes]] = {}

    def read(self, path: Path) -> tuple[bytes, bytes]:
        """What a file of the copy holds, and the hash of it; read once, since several exercises may need it."""
        if path not in self._contents:
            content = path.read_bytes()
            self._contents[path] = content, hashlib.sha256(content).digest()
        return self._contents[path]

    def candidates(self, exercise_name: str) -> tuple[Path, ...]:
        """The files that can be the exercise's, in the copy: at the top and in `notebooks/`, else below the one folder
        that wraps everything, or that wraps that one. Empty when there is none; if there are several, the caller
        decides."""
        if self.main:
            return (self.main,)
        place = self.folder
        while True:
            programs = (*_programs(place), *_programs(place / "notebooks"))
            if found := tuple(path for path in programs if nfc(path.stem) == nfc(exercise_name)):
                return found
            folders = [path for path in place.iterdir() if path.is_dir()]
            if len(folders) != 1:
                return ()
            place = folders[0]

    def copies(self, exercise_name: str, required: Sequence[str] = ()) -> tuple[Path, ...]:
        """Files of the copy that stand for the exercise's: of its name in another folder, as browsers, Drive and file
        managers name copies, or with its name in theirs and one of its required functions in them."""
        return copies(self.folder, exercise_name, required)

    def misnamed(self, exercise_name: str, required: Sequence[str] = ()) -> tuple[Path, ...]:
        """Files of the copy that may be meant to be the exercise's: of its name in another folder, with its name in
        theirs, as browsers and editors make them (`gates (1).py`, `gates-Copy1.ipynb`, `gates.py.txt`), or with all its
        required functions in them; then documents that are called as a copy of it is."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        near = [path for path in files if path.suffix.lower() in NEAR_PROGRAMS]
        wanted = nfc(exercise_name).casefold()
        found = [path for path in near if wanted in nfc(path.stem).casefold() or _defines(path, required)]
        documents = [path for path in files if path.suffix.lower() in DOCUMENTS]
        return (*found, *(path for path in documents if is_copy(f"{path.stem}.py", exercise_name)))


def copies(folder: Path, exercise_name: str, required: Sequence[str] = ()) -> tuple[Path, ...]:
    """As `Submission.copies`, in any folder; files that would not be copied are ignored."""
    return tuple(
        path
        for path in _below(folder)
        if is_copy(path.name, exercise_name)
        or (holds_name(path.name, exercise_name) and any(_defines(path, [name]) for name in required))
    )


def take(path: Path, into: Path, shown: str = "", given: CourseFiles = NOTHING_GIVEN) -> Submission:
    """Copies what was handed in at `path` into the empty folder `into`; SubmissionError says why it cannot. Messages
    call it `shown`.

    Hidden names, caches, virtual environments, zips within and what the course has `given` are left out. Of a single
    file, only the file is copied.
    """
    return take_all([Piece(path)], into, shown or str(path), given)


def take_all(pieces: Sequence[Piece], into: Path, shown: str, given: CourseFiles = NOTHING_GIVEN) -> Submission:
    """As `take`, of what was handed in in several pieces, each with a name in the submission. Zips among them are
    opened, each into a folder of its own, but for one that is all that there is."""
    shown = as_text(shown)
    copy = PrivateCopy(shown, into, given)
    kept = [each for each in pieces if not each.into or _is_zip(each.path) or not skipped(each.into[-1])]
    alone = len(kept) == 1 and len(kept[0].into) < 2
    taken = {each.into for each in kept}
    for path, parts in kept:
        if _is_zip(path) and parts:
            stem = Path(parts[-1]).stem.strip(". ")
            parts = () if alone else (*parts[:-1], f"{stem}_zip" if (*parts[:-1], stem) in taken else stem or "zip")
        elif alone and parts and suffix_of(parts[-1]) and not path.is_dir():
            parts = (proper(parts[-1]),)
        _take_piece(path, parts, copy)
    single = alone and suffix_of(kept[0].path.name) != "" and not kept[0].path.is_dir()
    main = next(into.iterdir()) if single else None
    return Submission(shown, into, copy.sha256(), main, tuple(sorted(copy.altered)))


def _take_piece(path: Path, parts: Parts, copy: PrivateCopy) -> None:
    try:
        kind = os.lstat(path).st_mode
        if stat.S_ISDIR(kind):
            with OpenFolder(path) as folder:
                _copy_folder(folder, copy, parts)
        elif stat.S_ISREG(kind) and _is_zip(path):
            from grader.submission.archive import unzip

            unzip(path, copy, parts)
        elif stat.S_ISREG(kind) and (parts or suffix_of(path.name)):
            with open_regular(path) as stream:
                copy.add(parts or (proper(path.name),), stream)
        elif stat.S_ISLNK(kind):
            raise copy.error(phrase("this is a link; name the file or folder that it points to"))
        else:
            raise copy.error(phrase("this cannot be graded; hand in a folder, a .py, an .ipynb or a .zip"))
    except FileNotFoundError:
        raise copy.error(phrase("no such file or folder")) from None
    except OSError as error:
        raise copy.error(_unread((path.name or str(path),), error)) from None
    except ValueError:
        raise copy.error(phrase("this cannot be the name of a file")) from None


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def take_run(notebook: bytes, folder: Path, into: Path) -> Submission:
    """What was run in a notebook, in the empty folder `into`, with programs out of the working `folder`, and with the
    files and packages there that the notebook names. Nothing else is looked into: it may be a home folder, or hold a
    disk in a cloud."""
    copy = PrivateCopy(NOTEBOOK, into, NOTHING_GIVEN)
    copy.add((NOTEBOOK,), io.BytesIO(notebook))
    with contextlib.suppress(SubmissionError, OSError), OpenFolder(folder) as beside:  # without them if they are large
        for entry in sorted(beside.entries(), key=lambda entry: entry.name):
            copy.see()
            named = entry.name.encode(errors="replace") in notebook
            if skipped(entry.name) or entry.name == NOTEBOOK or not (named or suffix_of(entry.name)):
                continue
            if entry.is_file(follow_symlinks=False):
                with _reading((entry.name,), copy), beside.open(entry.name) as stream:
                    copy.add((entry.name,), stream)
            elif entry.is_dir(follow_symlinks=False) and (folder / entry.name / "__init__.py").is_file():
                with OpenFolder(Path(entry.name), beside) as package:
                    _copy_folder(package, copy, (entry.name,))
    return Submission(NOTEBOOK, into, copy.sha256(), into / NOTEBOOK)


def is_untouched(text: bytes, stub: str) -> bool:
    """Whether `text` is still the stub, but for line endings, white space at line ends and a byte-order mark."""
    try:
        return _trimmed(text.decode()) == _trimmed(stub)
    except UnicodeDecodeError:
        return False


def _defines(path: Path, required: Sequence[str]) -> bool:
    """Whether a program seems to define all these functions; it is not parsed here, and a large one is not read."""
    if not required or path.stat().st_size > MAX_LOOKED_INTO:
        return False
    text = path.read_bytes()
    return all(f"def {name}(".encode() in text for name in required)


def _copy_folder(folder: OpenFolder, copy: PrivateCopy, parts: Parts = ()) -> None:
    """Copies the regular files of a folder and of those in it, in a fixed order, links not followed."""
    files, folders = [], []
    for entry in folder.entries():
        copy.see()
        if skipped(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
        elif entry.is_file(follow_symlinks=False):
            files.append(entry.name)
    if parts and "pyvenv.cfg" in files:
        return
    for name in sorted(files):
        with _reading((*parts, name), copy), folder.open(name) as stream:
            copy.add((*parts, name), stream)
    for name in sorted(folders):
        copy.check_depth((*parts, name))
        with _reading((*parts, name), copy), OpenFolder(Path(name), folder) as inner:
            _copy_folder(inner, copy, (*parts, name))


@contextlib.contextmanager
def _reading(parts: Parts, copy: PrivateCopy) -> Iterator[None]:
    """Says what is wrong with the entry that is read within; one that no longer exists is left out."""
    try:
        yield
    except FileNotFoundError:
        return
    except OSError as error:
        raise copy.error(_unread(parts, error)) from None


def _unread(parts: Parts, error: OSError) -> Message:
    if isinstance(error, SwappedError):
        reason = N_("{name} was changed while it was being copied; grade again when no program is writing to it")
        return phrase(reason, name=quoted(parts))
    return phrase("{name} cannot be read: {error}", name=quoted(parts), error=error.strerror or error)


def _below(folder: Path) -> list[Path]:
    """The files in a folder and in those in it, in order."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not skipped(name)]
        if "pyvenv.cfg" in files and Path(place) != folder:
            folders.clear()
            continue
        found += [Path(place, name) for name in files if not skipped(name)]
    return sorted(found)


def _programs(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in PROGRAMS and path.is_file():
            yield path


def _trimmed(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")
