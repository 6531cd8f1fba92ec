"""Files that a submission writes: read from its folder only, and never unpickled, executed or believed."""

import io
import os
import pickle
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image

from grader.boundary.codec import Undecodable
from grader.judge.written import MAX_UNPACKED, read_array, read_arrays, read_picture, read_table, reader
from grader.worker import written
from grader.worker.written import NotWritten


def saved(save, *args, **kwargs) -> bytes:
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return file.getvalue()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array([True, False]),
        np.float32(2).reshape(()),
        np.zeros((0, 2)),
        np.array(["a", "한"]),
        np.arange(3, dtype=">i4"),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_an_array_is_read_as_numpy_reads_it(array):
    found = read_array(saved(np.save, array))
    assert_array_equal(found, array)
    assert found.dtype == array.dtype.newbyteorder("=")
    assert_array_equal(read_arrays(saved(np.savez_compressed, x=array))["x"], array)


class Executed:
    def __reduce__(self):
        return os.mkdir, ("/nonexistent/place",)


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


HOSTILE = {
    "objects": saved(np.save, np.array([Executed()]), allow_pickle=True),
    "a pickle": pickle.dumps(Executed()),
    "nothing": b"",
    "text": b"hello",
    "a dtype of gigabytes": header("{'descr': '|V2147483647', 'fortran_order': False, 'shape': (1,)}"),
    "a shape beyond memory": header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,)}"),
    "a negative shape": header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1)}") + bytes(8),
    "a header that is code": header("__import__('os').mkdir('/nonexistent')"),
    "a header without end": header("[" * 9000),
    "fields": saved(np.save, np.zeros(1, [("a", "f8")])),
    "characters that are none": saved(np.save, np.array(["a"]))[:-4] + b"\xff\xff\xff\xff",
    "bytes that are missing": saved(np.save, np.zeros(9))[:-1],
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_array_costs_a_message(payload):
    with pytest.raises(Undecodable):
        read_array(payload)


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "payload",
    [
        zipped({"x.npy": bytes(MAX_UNPACKED + 1)}),
        zipped({f"{i}.npy": b"" for i in range(200)}),
        zipped({"x.npy": b"\x93NUMPY"}),
        zipped({"x.pkl": pickle.dumps(Executed())}),
        zipped({"x.npy": saved(np.save, np.zeros(9))})[:-30],
        b"PK\x03\x04",
    ],
    ids=["a bomb", "many members", "half an array", "a pickle", "cut off", "a beginning"],
)
def test_an_archive_that_is_none_costs_a_message(payload):
    with pytest.raises(Undecodable):
        read_arrays(payload)


def test_an_archive_that_claims_less_than_it_holds():
    payload = zipped({"x.npy": saved(np.save, np.zeros(100_000))})
    central = payload.rindex(b"PK\x01\x02")
    with pytest.raises(Undecodable):
        read_arrays(payload[: central + 24] + (10).to_bytes(4, "little") + payload[central + 28 :])


def test_a_table_is_rows_of_text():
    assert read_table('x,y\n1,"a, b"\n'.encode("utf-8-sig")) == [["x", "y"], ["1", "a, b"]]
    for payload in (b"\xff\xfe", b'"' + bytes(200_000)):
        with pytest.raises(Undecodable):
            read_table(payload)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_is_its_pixels(form):
    pixels = np.full((4, 6, 3), 200, np.uint8)
    found = read_picture(saved(Image.fromarray(pixels).save, form))
    assert (found.dtype, found.shape) == (np.uint8, (4, 6, 3))
    assert np.abs(found.astype(int) - 200).max() < 4


@pytest.mark.parametrize(
    "payload",
    [
        saved(Image.new("RGB", (4, 4)).save, "GIF"),
        saved(Image.new("L", (20_000, 2000)).save, "PNG"),
        saved(Image.new("RGB", (40, 40)).save, "PNG")[:60],
        b"%!PS-Adobe",
    ],
    ids=["another form", "too many pixels", "cut off", "a program"],
)
def test_a_picture_that_is_none_costs_a_message(payload):
    with pytest.raises(Undecodable):
        read_picture(payload)


def test_an_ending_that_nothing_reads_is_the_suites_fault():
    with pytest.raises(TypeError, match="written_bytes"):
        reader("model.pkl")


# Where they are


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scratch = tmp_path / "scratch"
    (scratch / "deep").mkdir(parents=True)
    (scratch / "deep" / "x.npy").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    (scratch / "link").symlink_to(tmp_path / "secret")
    (scratch / "folder").symlink_to(tmp_path)
    return scratch


def test_a_file_is_read_from_the_folder(folder):
    assert written.read(folder, "deep/x.npy") == b"x" == written.read(folder, str(folder / "deep" / "x.npy"))


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../secret", "/etc/passwd", "deep/../../secret", "link", "folder/secret", "deep", "none", "a\0b"],
)
def test_nothing_else_is_read(folder, name):
    with pytest.raises((NotWritten, ValueError)):
        written.read(folder, name)


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(NotWritten, match="not a file"):
        written.read(folder, "pipe")


def test_a_file_above_the_cap_is_not_read(folder):
    (folder / "large").write_bytes(bytes(written.MAX_FILE + 1))
    with pytest.raises(NotWritten, match="at most"):
        written.read(folder, "large")


def test_a_model_is_loaded_as_keras_saves_it(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.save(tmp_path / "m.keras")
    loaded = written.load_model((tmp_path / "m.keras").read_bytes())
    assert_array_equal(loaded.get_weights()[0], model.get_weights()[0])
    unsafe = keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: x)])
    unsafe.save(tmp_path / "u.keras")
    for payload in ((tmp_path / "u.keras").read_bytes(), b"", zipped({"config.json": b"{}"})):
        with pytest.raises(NotWritten, match="cannot load"):
            written.load_model(payload)
