"""Reads a zip file into the private copy. What the zip says about its entries is not trusted."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from grader.feedback import N_, Text, phrase
from grader.submission.opening import open_regular
from grader.submission.private_copy import MAX_BYTES, MAX_DEPTH, Parts, PrivateCopy, quoted, skipped

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, RuntimeError, OSError)
"""What `zipfile` raises for a damaged zip."""
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The packings that unpack piece by piece; bzip2 and lzma make gigabytes of one read."""


def unzip(path: Path, copy: PrivateCopy, below: Parts = ()) -> None:
    """Copies the files of a zip into the copy, or `below` a folder in it, leaving out what is left out of a folder too;
    SubmissionError names the entry."""
    with open_regular(path) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except BROKEN:
            raise copy.error(phrase("this is not a zip file, or it is damaged")) from None
        for parts, entry in _files(archive.infolist(), copy):
            try:
                with archive.open(entry) as content:
                    copy.add((*below, *parts), content)
            except BROKEN:
                raise copy.error(phrase("{name} in the zip file is damaged", name=quoted(parts))) from None


def _files(entries: list[zipfile.ZipInfo], copy: PrivateCopy) -> Iterator[tuple[Parts, zipfile.ZipInfo]]:
    copy.see(len(entries))
    named = [(_parts(entry, copy), entry) for entry in entries]
    kept = [(parts, entry) for parts, entry in named if parts and not any(map(skipped, parts))]
    environments = {parts[:-1] for parts, _ in kept if 1 < len(parts) <= MAX_DEPTH and parts[-1] == "pyvenv.cfg"}
    for parts, entry in kept:
        if any(parts[:depth] in environments for depth in range(1, min(len(parts), MAX_DEPTH) + 1)):
            continue
        copy.check_depth(parts)
        if why := oddity(entry, quoted(parts)):
            raise copy.error(why)
        if not entry.is_dir():
            yield parts, entry


def oddity(entry: zipfile.ZipInfo, name: str) -> Text:
    """Why an entry, which a person knows as `name`, is not opened; empty where it can be."""
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return phrase("{name} in the zip file is a link or a device; hand in plain files", name=name)
    if entry.flag_bits & 1:
        return phrase("{name} in the zip file is encrypted; zip it without a password", name=name)
    if entry.compress_type not in BOUNDED:
        reason = N_("{name} in the zip file is compressed in an unusual way; use the common 'deflate' method")
        return phrase(reason, name=name)
    if max(entry.file_size, entry.compress_size) > MAX_BYTES:
        return phrase("{name} in the zip file is larger than {count} MiB", name=name, count=MAX_BYTES >> 20)
    return ""


def _parts(entry: zipfile.ZipInfo, copy: PrivateCopy) -> Parts:
    parts = parts_of(entry)
    if parts is None:
        name = quoted(tuple(_name(entry).replace("\\", "/").split("/")))
        raise copy.error(phrase("{name} in the zip file points outside the zip file", name=name))
    return parts


def parts_of(entry: zipfile.ZipInfo) -> Parts | None:
    """The entry's name, folder by folder; None where it points out of the zip."""
    name = _name(entry).replace("\\", "/")
    parts = tuple(name.split("/"))
    if name.startswith("/") or ".." in parts or any(re.match(r"[A-Za-z]:", part) for part in parts):
        return None
    return tuple(part for part in parts if part not in ("", "."))


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name. macOS and Korean Windows write UTF-8 and cp949 without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return entry.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return entry.filename
