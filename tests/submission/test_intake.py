"""What is copied of a submission, and what is refused with one clear line."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import tracemalloc
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission import private_copy
from grader.submission.intake import Submission, SubmissionError, is_untouched, take


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    return folder


def write(folder: Path, *names: str) -> Path:
    """A folder with small files of these names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {path.name}")
    return folder


def zipped(path: Path, entries: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


def copied(submission: Submission) -> set[str]:
    return {path.relative_to(submission.folder).as_posix() for path in submission.folder.rglob("*") if path.is_file()}


def refusal(path: Path, into: Path) -> str:
    """The one line that says why `path` is not taken."""
    with pytest.raises(SubmissionError) as caught:
        take(path, into)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


# Folders and single files


def test_a_folder_is_copied_without_hidden_names_caches_and_environments(tmp_path: Path, into: Path) -> None:
    folder = write(
        tmp_path / "alice",
        *("gates.py", "data/points.csv", ".git/config", ".env", "__pycache__/gates.pyc", "old.zip"),
        *("my env/pyvenv.cfg", "my env/lib/site.py", "node_modules/x.js"),
    )
    submission = take(folder, into)
    assert copied(submission) == {"gates.py", "data/points.csv"}
    assert submission.path == str(folder)


def test_a_single_file_comes_without_its_neighbours(tmp_path: Path, into: Path) -> None:
    submission = take(write(tmp_path / "class", "alice.py", "bob.py") / "alice.py", into)
    assert copied(submission) == {"alice.py"}
    assert submission.candidates("activations") == (into / "alice.py",)


def test_another_user_can_read_the_copy(tmp_path: Path, into: Path) -> None:
    folder = write(tmp_path / "alice", "notebooks/gates.ipynb")
    (folder / "notebooks/gates.ipynb").chmod(0o600)
    take(folder, into)
    assert stat.S_IMODE((into / "notebooks").stat().st_mode) == 0o755
    assert stat.S_IMODE((into / "notebooks/gates.ipynb").stat().st_mode) == 0o644


def test_links_and_devices_in_a_folder_are_left_out(tmp_path: Path, into: Path) -> None:
    secret = write(tmp_path, "secret.py") / "secret.py"
    folder = write(tmp_path / "alice", "gates.py")
    (folder / "mlp.py").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.py")
    assert copied(take(folder, into)) == {"gates.py"}


def test_what_cannot_be_taken_is_said_in_one_line(wording: object, tmp_path: Path, into: Path) -> None:
    assert refusal(tmp_path / "nobody", into) == wording
    assert refusal(write(tmp_path / "text", "gates.txt") / "gates.txt", into) == wording
    assert refusal(write(tmp_path / "empty", ".hidden"), into) == wording
    (tmp_path / "link.py").symlink_to(tmp_path / "text/gates.txt")
    assert refusal(tmp_path / "link.py", into) == wording
    os.mkfifo(tmp_path / "pipe.py")
    assert refusal(tmp_path / "pipe.py", into) == wording
    assert refusal(tmp_path / "nul\0.py", into) == wording


def test_too_many_files_are_refused(
    wording: object, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "MAX_FILES", 2)
    message = refusal(write(tmp_path / "alice", "a.py", "b.py", "c.py"), into)
    assert message == wording


def test_too_many_bytes_are_refused(wording: object, tmp_path: Path, into: Path) -> None:
    folder = write(tmp_path / "alice", "a.py")
    with (folder / "weights.bin").open("wb") as file:
        file.truncate(10 << 30)  # takes no room on the disk
    assert refusal(folder, into) == wording


def test_too_many_names_are_refused_even_where_none_is_copied(
    wording: object, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "MAX_ENTRIES", 3)
    message = refusal(write(tmp_path / "alice", ".a", ".b", ".c", "d.py"), into)
    assert message == wording


def test_names_too_deep_are_refused(wording: object, tmp_path: Path, into: Path) -> None:
    write(tmp_path / "deep", "/".join(["a"] * 20) + ".py")
    assert len(copied(take(tmp_path / "deep", into))) == 1
    (tmp_path / "other").mkdir()
    folder = write(tmp_path / "deeper", "/".join(["a"] * 21) + ".py", "node_modules/" + "a/" * 30 + "x.js")
    assert refusal(folder, tmp_path / "other") == wording


# Which file is an exercise's


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["gates.py", "mlp.py"], {"gates.py"}),
        (["gates.py", "gates.ipynb"], {"gates.py", "gates.ipynb"}),
        (["gates.py", "notebooks/gates.ipynb"], {"gates.py", "notebooks/gates.ipynb"}),
        (["mlp.py", "notebooks/gates.ipynb"], {"notebooks/gates.ipynb"}),
        (["alice/gates.py", "README.md"], {"alice/gates.py"}),
        (["alice/notebooks/gates.ipynb"], {"alice/notebooks/gates.ipynb"}),
        (["alice/gates.py", "bob/gates.py"], set()),
        (["hw3/김/gates.py", "hw3/김/notebooks/gates.ipynb"], {"hw3/김/gates.py", "hw3/김/notebooks/gates.ipynb"}),
        (["hw3/alice/gates.py", "hw3/bob/gates.py"], set()),
        (["gates.txt", "other.py"], set()),
    ],
)
def test_the_files_of_an_exercise(tmp_path: Path, into: Path, names: list[str], expected: set[str]) -> None:
    submission = take(write(tmp_path / "handed_in", *names), into)
    assert {path.relative_to(into).as_posix() for path in submission.candidates("gates")} == expected


def test_files_that_may_be_meant(tmp_path: Path, into: Path) -> None:
    alike = ["Gates.py", "a/gates.py", "b/gates-Copy1.ipynb", "gates (1).py", "gates.py.txt"]
    submission = take(write(tmp_path / "handed_in", *alike, "gates.csv", "mlp.py"), into)
    assert submission.candidates("gates") == ()
    assert [path.relative_to(into).as_posix() for path in submission.misnamed("gates")] == alike


def test_a_file_of_another_name_that_has_all_the_functions(tmp_path: Path, into: Path) -> None:
    handed_in = write(tmp_path / "handed_in", "mlp.py", "텐서.py")
    (handed_in / "텐서.py").write_text("def step(z):\n    return z\n\n\ndef xor(x):\n    return x\n", encoding="utf-8")
    submission = take(handed_in, into)
    assert [path.name for path in submission.misnamed("gates", ("step", "xor"))] == ["텐서.py"]
    assert submission.misnamed("gates", ("step", "xor", "perceptron")) == ()


def test_korean_names_match_however_they_are_composed(tmp_path: Path, into: Path) -> None:
    submission = take(write(tmp_path / "김", unicodedata.normalize("NFD", "활성화.py")), into)
    assert len(submission.candidates(unicodedata.normalize("NFC", "활성화"))) == 1


# Zips


def test_a_zip_is_the_same_submission_as_its_folder(tmp_path: Path, into: Path) -> None:
    (tmp_path / "folder").mkdir()
    folder = write(tmp_path / "alice", "gates.py", "data/점.csv", ".git/config", "__MACOSX/x", "e/pyvenv.cfg", "e/x.py")
    archive = zipped(
        tmp_path / "alice.zip",
        {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()},
    )
    from_zip, from_folder = take(archive, into), take(folder, tmp_path / "folder")
    assert copied(from_zip) == {"gates.py", "data/점.csv"}
    assert from_zip.sha256 == from_folder.sha256


def test_the_hash_tells_names_and_contents_apart(tmp_path: Path) -> None:
    hashes = set()
    for number, entries in enumerate([{"a.py": "1"}, {"a.py": "2"}, {"b.py": "1"}, {"a.py": "1", "b.py": "1"}]):
        (tmp_path / str(number)).mkdir()
        hashes.add(take(zipped(tmp_path / "x.zip", entries), tmp_path / str(number)).sha256)
    assert len(hashes) == 4


@pytest.mark.parametrize("name", ["../x.py", "a/../../x.py", "/x.py", "C:/x.py", "..\\x.py", "a\\..\\x.py", "C:x.py"])
def test_an_entry_that_points_out_of_the_zip_is_refused(wording: object, tmp_path: Path, into: Path, name: str) -> None:
    message = refusal(zipped(tmp_path / "x.zip", {"gates.py": "", name: ""}), into)
    assert message == wording


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_a_zip_are_refused(wording: object, tmp_path: Path, into: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("gates.py")
    entry.external_attr = (kind | 0o644) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert refusal(tmp_path / "x.zip", into) == wording


def test_an_encrypted_entry_is_refused(wording: object, tmp_path: Path, into: Path) -> None:
    raw = bytearray(zipped(tmp_path / "x.zip", {"gates.py": "x = 1"}).read_bytes())
    raw[raw.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(raw)
    assert refusal(tmp_path / "x.zip", into) == wording


def test_an_entry_that_claims_ten_gigabytes_is_refused(wording: object, tmp_path: Path, into: Path) -> None:
    raw = bytearray(zipped(tmp_path / "x.zip", {"gates.py": "x = 1"}).read_bytes())
    struct.pack_into("<L", raw, raw.index(b"PK\1\2") + 24, 0xFFFFFFF0)
    (tmp_path / "x.zip").write_bytes(raw)
    assert refusal(tmp_path / "x.zip", into) == wording


def test_a_zip_that_holds_more_than_it_may_is_refused(
    wording: object, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "MAX_BYTES", 1 << 20)
    archive = zipped(tmp_path / "x.zip", {"a.py": "", "bomb.py": " " * (2 << 20)})
    assert archive.stat().st_size < 10_000
    assert refusal(archive, into) == wording
    assert (into / "bomb.py").stat().st_size <= 1 << 20


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_without_a_bound_is_refused(wording: object, tmp_path: Path, into: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as archive:
        archive.writestr("gates.py", "x = 1")
    assert refusal(tmp_path / "x.zip", into) == wording


def test_broken_zips_are_refused(wording: object, tmp_path: Path, into: Path) -> None:
    sound = zipped(tmp_path / "x.zip", {"gates.py": "x = 1" * 100}).read_bytes()
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert refusal(tmp_path / "x.zip", into) == wording
    (tmp_path / "x.zip").write_bytes(sound.replace(sound[40:44], b"\xff\xff\xff\xff"))
    assert refusal(tmp_path / "x.zip", into) == wording


def test_a_name_that_is_file_and_folder_is_refused(wording: object, tmp_path: Path, into: Path) -> None:
    assert refusal(zipped(tmp_path / "x.zip", {"a": "", "a/b.py": ""}), into) == wording


def test_a_name_of_32768_parts_is_refused_before_anything_is_made_of_it(
    wording: object, tmp_path: Path, into: Path
) -> None:
    parts = "a/" * 32765
    for number, name in enumerate((f"{parts}b.py", f"{parts}b.py".replace("/", "\\"))):
        path = zipped(tmp_path / f"{number}.zip", {name: "", "gates.py": ""})
        tracemalloc.start()
        assert refusal(path, into) == wording
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
        tracemalloc.stop()
    skipped = zipped(tmp_path / "skipped.zip", {f"node_modules/{parts}"[:65000]: "", "venv/pyvenv.cfg": ""})
    assert refusal(skipped, into) == wording


def test_an_environment_may_be_deep(tmp_path: Path, into: Path) -> None:
    entries = {"hw/venv/pyvenv.cfg": "", f"hw/venv/{'a/' * 30}x.py": "", "hw/gates.py": ""}
    assert copied(take(zipped(tmp_path / "x.zip", entries), into)) == {"hw/gates.py"}


def test_a_name_longer_than_a_file_system_takes_is_cut(tmp_path: Path, into: Path) -> None:
    submission = take(
        zipped(tmp_path / "x.zip", {"gates.py": "", "점" * 100 + ".csv": "", "점" * 101 + ".csv": ""}), into
    )
    names = copied(submission)
    assert len(names) == 3
    assert all(name.endswith((".py", ".csv")) and len(name.encode()) <= 255 for name in names)


def made_of(entries: list[tuple[str, bytes, int, int]]) -> bytes:
    """A zip by hand: of each entry its name, the packed bytes, and the sizes that it claims for them."""
    local, directory = b"", b""
    for name, data, packed, unpacked in entries:
        head = struct.pack("<5H3L2H", 20, 0x800, 8, 0, 0, zlib.crc32(b""), packed, unpacked, len(name.encode()), 0)
        directory += b"PK\1\2\x14\3" + head + struct.pack("<3H2L", 0, 0, 0, 0, len(local)) + name.encode()
        local += b"PK\3\4" + head + name.encode() + data
    end = struct.pack("<4H2LH", 0, 0, len(entries) & 0xFFFF, len(entries) & 0xFFFF, len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


EMPTY_BLOCKS = b"\0\0\0\xff\xff" * 100 + b"\1\0\0\xff\xff"


def test_sizes_that_a_zip_claims_are_not_believed(tmp_path: Path, into: Path) -> None:
    bomb = zlib.compress(b"\n" * (8 << 20), wbits=-15)
    shapes = {
        "claims nothing": [("gates.py", bomb, len(bomb), 0)],
        "claims less": [("gates.py", bomb, len(bomb), 100)],
        "claims more": [("gates.py", EMPTY_BLOCKS, len(EMPTY_BLOCKS), 1 << 20)],
        "packed into 5 GB": [("gates.py", b"", 0xFFFFFFF0, 10)],
        "goes on behind the end": [("gates.py", b"", 1 << 20, 10)],
    }
    for name, entries in shapes.items():
        (tmp_path / "x.zip").write_bytes(made_of(entries))
        (tmp_path / name).mkdir()
        tracemalloc.start()
        with contextlib.suppress(SubmissionError):
            taken = take(tmp_path / "x.zip", tmp_path / name)
            assert sum(path.stat().st_size for path in taken.folder.iterdir()) == 0
        assert tracemalloc.get_traced_memory()[1] < 8 << 20, name
        tracemalloc.stop()


def test_a_directory_of_twenty_thousand_names_is_refused(tmp_path: Path, into: Path) -> None:
    (tmp_path / "x.zip").write_bytes(made_of([(f"{number}.py", b"", 0, 0) for number in range(20_000)]))
    tracemalloc.start()
    refusal(tmp_path / "x.zip", into)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_korean_name_that_windows_packed_is_read(tmp_path: Path, into: Path) -> None:
    raw = zipped(tmp_path / "x.zip", {"XXXX.py": ""}).read_bytes()
    (tmp_path / "x.zip").write_bytes(raw.replace(b"XXXX", "한글".encode("cp949")))
    assert copied(take(tmp_path / "x.zip", into)) == {"한글.py"}


pieces = st.sampled_from(["..", ".", "", "a", "b.py", "C:", "\\", "점"])
entry_names = st.lists(pieces, min_size=1, max_size=5).map("/".join) | st.text(min_size=1, max_size=20)


@settings(deadline=None)
@given(names=st.lists(entry_names, min_size=1, max_size=4))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_nothing_is_ever_written_outside_the_copy(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    home = tmp_path_factory.mktemp("home")
    into = home / "1/2/3/4/5/copy"
    into.mkdir(parents=True)
    with zipfile.ZipFile(home / "x.zip", "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename = name.encode("utf-8", "replace").decode()
            archive.writestr(entry, "x = 1")
    with contextlib.suppress(SubmissionError):
        take(home / "x.zip", into)
    written = {path for path in home.rglob("*") if path.is_file() and not path.is_relative_to(into)}
    assert written == {home / "x.zip"}


# Untouched stubs

STUB = "def relu(x):\n    ...\n\n\ndef elu(x):\n    ...\n"


@pytest.mark.parametrize(
    "text",
    [
        STUB.encode(),
        STUB.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + STUB.encode(),
        STUB.replace(":\n", ":  \t\n").encode(),
        STUB.encode() + b"\n\n  \n",
        STUB.rstrip().encode(),
    ],
)
def test_line_endings_and_trailing_space_leave_a_stub_untouched(text: bytes) -> None:
    assert is_untouched(text, STUB)


@pytest.mark.parametrize("text", [b"", STUB.replace("...", "return x").encode(), STUB.encode() + b"# done", b"\xff"])
def test_any_other_change_touches_it(text: bytes) -> None:
    assert not is_untouched(text, STUB)
