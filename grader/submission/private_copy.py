"""The private copy of a submission: regular files only, counted, hashed and under caps."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from grader.errors import UsageError
from grader.feedback import N_, Problem, Text, phrase

MAX_FILES = 500
MAX_BYTES = 64 << 20
"""Of all files together, and so of each."""
MAX_DEPTH = 20
MAX_NAME = 255
"""Bytes of one name, as file systems have it."""
MAX_ENTRIES = 20_000
"""Names looked at in a folder or a zip, whether they are copied or not."""

SKIPPED = frozenset({"__pycache__", "__MACOSX", "node_modules", "grade.toml"})
"""Of no use to a program. A grade.toml says how its student is spoken to, which no result may follow from."""
CHUNK = 1 << 20

Parts = tuple[str, ...]
"""A file's name in the submission, folder by folder."""
CourseFiles = Mapping[str, bytes]
"""The hashes of files that the course gives, by name (`data/NAME/x.csv`). They are always the course's: whatever lies
in such a folder is not copied, wherever that is in a submission."""


class SubmissionError(Problem):
    """A submission that cannot be taken in; one line that names what is wrong."""


class PrivateCopy:
    """The copy while it grows in the empty folder `into`; `shown` is the submission's name in messages."""

    def __init__(self, shown: str, into: Path, given: CourseFiles) -> None:
        self._shown = shown
        self._into = into
        self._given = given
        self._given_folders = {tuple(name.split("/")[:2]) for name in given}
        self._compared = 0
        self.altered: set[str] = set()
        """Names of files that differ from those that the course gives, or that it does not give."""
        self._seen = 0
        self._bytes = 0
        self._digests: dict[Parts, bytes] = {}

    def error(self, what: Text) -> SubmissionError:
        return SubmissionError(phrase("{name}: {problem}", name=self._shown, problem=what))

    def see(self, count: int = 1) -> None:
        """Counts names that were looked at, whether they are copied or not."""
        self._seen += count
        if self._seen > MAX_ENTRIES:
            reason = N_("it contains more than {count} files and folders; hand in only the exercises")
            raise self.error(phrase(reason, count=MAX_ENTRIES))

    def check_depth(self, parts: Parts) -> None:
        if len(parts) > MAX_DEPTH:
            reason = N_("{name} is more than {count} folders deep")
            raise self.error(phrase(reason, name=quoted(parts), count=MAX_DEPTH))

    def add(self, parts: Parts, stream: IO[bytes]) -> None:
        name = quoted(parts)
        self.check_depth(parts)
        if given := self._given_name(parts):
            if self._is_altered(given, stream):
                self.altered.add(given)
            return
        if len(self._digests) == MAX_FILES:
            raise self.error(phrase("it contains more than {count} files; hand in only the exercises", count=MAX_FILES))
        digest = hashlib.sha256()
        try:
            target = self._place(parts)
            with target.open("xb") as out:
                while chunk := stream.read(CHUNK):
                    self._bytes += len(chunk)
                    if self._bytes > MAX_BYTES:
                        reason = N_("the files up to {name} are larger than {count} MiB together")
                        raise self.error(phrase(reason, name=name, count=MAX_BYTES >> 20))
                    digest.update(chunk)
                    out.write(chunk)
            target.chmod(0o644)
        except OSError as error:
            why = error.strerror or error
            raise self.error(phrase("{name} cannot be copied: {error}", name=name, error=why)) from None
        self._digests[parts] = digest.digest()

    def sha256(self) -> str:
        """The hash of all names and contents, the same however they were packed."""
        if not self._digests:
            raise self.error(phrase("it contains no file that can be graded"))
        whole = hashlib.sha256()
        for name, digest in sorted((nfc("/".join(parts)), digest) for parts, digest in self._digests.items()):
            whole.update(name.encode("utf-8", "backslashreplace") + b"\0" + digest)
        return whole.hexdigest()

    def _given_name(self, parts: Parts) -> str:
        """`data/NAME/x.csv` for a file in a folder of the course's data, else nothing."""
        text = tuple(nfc(as_text(part)) for part in parts)
        starts = (place for place in range(len(text) - 2) if text[place : place + 2] in self._given_folders)
        return next(("/".join(text[start:]) for start in starts), "")

    def _is_altered(self, name: str, stream: IO[bytes]) -> bool:
        if name not in self._given:
            return True
        digest = hashlib.sha256()
        while self._compared <= MAX_BYTES * 4 and (chunk := stream.read(CHUNK)):  # else it is not looked at
            self._compared += len(chunk)
            digest.update(chunk)
        return self._compared <= MAX_BYTES * 4 and digest.digest() != self._given[name]

    def _place(self, parts: Parts) -> Path:
        folder = self._into
        *outer, name = map(copied_name, parts)
        if {"", ".", ".."} & {*outer, name} or any("/" in part for part in (*outer, name)):
            raise ValueError(f"not the name of a file: {parts}")  # whoever hands it over has to clean it
        for part in outer:
            folder /= part
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        return folder / name


def skipped(name: str) -> bool:
    """Whether a file or folder of this name is left out: hidden ones, caches, and zips within."""
    return name.startswith(".") or name in SKIPPED or name.lower().endswith(".zip")


def quoted(parts: Parts) -> str:
    """A name for a message: one line, not too long."""
    name = "/".join(parts)
    return repr(name if len(name) <= 80 else name[:77] + "...")


def as_text(name: str) -> str:
    """The name of a file as text that can be kept and told: bytes that are not text are written out, `\\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def copied_name(name: str) -> str:
    """What a file or folder of the submission is called in the copy: a name that is not text could not be sent to the
    worker that reads the file, and as text it may be too long."""
    text = as_text(name)
    if len(text.encode()) <= MAX_NAME:
        return text
    stem, suffix = os.path.splitext(text)
    return f"{stem[:40]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}{suffix[:10]}"


def nfc(text: str) -> str:
    """Korean names arrive composed or decomposed, depending on the student's system; compare them composed."""
    return unicodedata.normalize("NFC", text)


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder for a copy of a submission. A worker with a uid of its own may pass through the outer one, which
    nobody else can list; the inner one's name cannot be guessed."""
    try:
        private = tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True)
    except OSError as error:
        reason = N_("no temporary file can be written: {error}. Set TMPDIR to a folder on a disk with room.")
        raise UsageError(phrase(reason, error=error.strerror)) from None
    with private as outer:
        os.chmod(outer, 0o711)
        folder = Path(outer, secrets.token_hex(8))
        folder.mkdir()
        yield folder
