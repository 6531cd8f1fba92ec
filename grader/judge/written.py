"""Reads the files that a submission has written. Their bytes are hostile: nothing in them is executed or unpickled, and
sizes are known before anything is made of them."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

import numpy as np
from PIL import Image

from grader.boundary.codec import DTYPES, Undecodable

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of all arrays of a file, or of the pixels of a picture."""
MAX_MEMBERS = 100
MAX_HEADER = 10_000
LAST_CHARACTER = 0x10FFFF
PICTURES = ("PNG", "JPEG")


def read_array(payload: bytes) -> np.ndarray:
    """The array of a `.npy` file: numbers, True and False, or text. Undecodable for objects, which NumPy unpickles."""
    file = io.BytesIO(payload)
    try:
        version = np.lib.format.read_magic(file)
        read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        shape, is_fortran, dtype = read_header[version](file, max_header_size=MAX_HEADER)
    except Exception as error:
        raise Undecodable("it is not a .npy file ({error})", error=type(error).__name__) from None
    if dtype.name not in DTYPES and dtype.kind != "U":
        raise Undecodable("the dtype of an array is not a plain number type")
    size = math.prod(shape) * dtype.itemsize
    if not dtype.itemsize or min(shape, default=1) < 0 or size != len(payload) - file.tell() or size > MAX_UNPACKED:
        raise Undecodable("the bytes of an array do not fit its shape")
    if dtype.kind == "U" and _characters(payload, dtype, file.tell()).max(initial=0) > LAST_CHARACTER:
        raise Undecodable("the bytes of an array do not fit its dtype")
    found = np.frombuffer(payload, dtype, offset=file.tell())
    return found.reshape(shape, order="F" if is_fortran else "C").astype(dtype.newbyteorder("="))


def _characters(payload: bytes, dtype: np.dtype[Any], start: int) -> np.ndarray:
    """The numbers of the characters: not all numbers are of one."""
    return np.frombuffer(payload, np.dtype(np.uint32).newbyteorder(dtype.byteorder), offset=start)


def read_arrays(payload: bytes) -> dict[str, np.ndarray]:
    """The arrays of a `.npz` file by their names."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
        members = archive.infolist()
    except Exception as error:
        raise Undecodable("it is not a .npz file ({error})", error=type(error).__name__) from None
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Undecodable("it holds more than {count} arrays, or {most} bytes", count=MAX_MEMBERS, most=MAX_UNPACKED)
    return {member.filename.removesuffix(".npy")[:200]: read_array(_unpacked(archive, member)) for member in members}


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """An archive may claim less than it holds: no more than it claims is unpacked."""
    try:
        with archive.open(member) as file:
            return file.read(member.file_size)
    except Exception as error:
        raise Undecodable("it is not a .npz file ({error})", error=type(error).__name__) from None


def read_table(payload: bytes) -> list[list[str]]:
    """The rows of a `.csv` file, each a list of texts."""
    try:
        return list(csv.reader(io.StringIO(payload.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Undecodable("it is not a .csv file in UTF-8 ({error})", error=type(error).__name__) from None


def read_picture(payload: bytes) -> np.ndarray:
    """The pixels of a picture: whole numbers from 0 to 255, of shape (height, width) or (height, width, channels)."""
    try:
        picture = Image.open(io.BytesIO(payload), formats=PICTURES)
        if 4 * picture.width * picture.height > MAX_UNPACKED:
            raise Undecodable("the picture has more than {count} pixels", count=MAX_UNPACKED // 4)
        return np.array(picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGB"))
    except Undecodable:
        raise
    except Exception as error:
        raise Undecodable("it is not a PNG or JPEG picture ({error})", error=type(error).__name__) from None


READERS: Mapping[str, Callable[[bytes], Any]] = MappingProxyType(
    {
        ".npy": read_array,
        ".npz": read_arrays,
        ".csv": read_table,
        **dict.fromkeys((".png", ".jpg", ".jpeg"), read_picture),
    }
)
MODEL = ".keras"
"""The ending of what Keras saves; no judge opens that."""


def reader(name: str) -> Callable[[bytes], Any]:
    """What reads a file of that name; TypeError for an ending that nothing reads."""
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        raise TypeError("`written` reads .npy, .npz, .csv, .png, .jpg and .keras; for others use `written_bytes`")
    return READERS[ending]
