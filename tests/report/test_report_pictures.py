"""Pictures are embedded only where they are PNG files of bounded size, and only what makes up the picture."""

import base64
import binascii
import io
import zlib

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.report.pictures import MAX_BYTES, MAX_SIDE, SIGNATURE, sound_pictures


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + binascii.crc32(kind + content).to_bytes(4, "big")


def header(width: int = 2, height: int = 1) -> bytes:
    return chunk(b"IHDR", width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0")


PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0\xff"))
END = chunk(b"IEND")
PNG = SIGNATURE + header() + PIXELS + END


def embedded(content: bytes | str) -> list[bytes]:
    picture = content if isinstance(content, str) else base64.b64encode(content).decode()
    return [base64.b64decode(each) for each, _alt in sound_pictures(replace(samples.wrong, pictures=(picture,)))]


def test_a_png_is_embedded_as_it_is() -> None:
    assert embedded(PNG) == [PNG]


def test_each_picture_keeps_its_text_though_another_is_left_out() -> None:
    sound = base64.b64encode(PNG).decode()
    drawn = replace(samples.wrong, pictures=(sound, "broken", sound, sound), alts=("first", "second", "third"))
    assert [alt for _picture, alt in sound_pictures(drawn)] == ["first", "third", ""]
    assert len(sound_pictures(replace(drawn, pictures=(sound,)))) == 1  # the others did not fit into a frame


def test_what_matplotlib_draws_is_embedded_without_its_texts() -> None:
    from matplotlib.figure import Figure

    drawn = io.BytesIO()
    Figure().savefig(drawn, format="png")
    (shown,) = embedded(drawn.getvalue())
    assert b"Software" in drawn.getvalue()
    assert b"Software" not in shown
    assert b"IDAT" in shown


def test_texts_and_what_follows_the_end_are_left_out() -> None:
    texts = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    assert embedded(SIGNATURE + header() + texts + PIXELS + END + b"<script>") == [PNG]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        SIGNATURE,
        PNG[:-4],
        PNG.replace(b"IDAT", b"IDAU"),
        SIGNATURE + header() + END,
        SIGNATURE + PIXELS + header() + END,
        SIGNATURE + header() + header() + PIXELS + END,
        SIGNATURE + header(0, 5) + PIXELS + END,
        SIGNATURE + header(MAX_SIDE + 1, 5) + PIXELS + END,
        SIGNATURE + header(5, 65535) + PIXELS + END,
        SIGNATURE + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1") + PIXELS + END,
        SIGNATURE + header() + (2**31).to_bytes(4, "big") + PIXELS[4:] + END,
        SIGNATURE + header() + chunk(b"IDAT", bytes(MAX_BYTES)) + END,
        "not base64!",
        "aGlkZGVu\n",
        "\ud800",
        "한글",
        "=",
    ],
    ids=[
        "nothing",
        "a GIF",
        "only the signature",
        "cut off",
        "a changed name of a chunk",
        "no pixels",
        "pixels before the header",
        "two headers",
        "no width",
        "too wide",
        "too high",
        "a short header",
        "a length below zero",
        "too many bytes",
        "not base64",
        "base64 with a line end",
        "half a surrogate pair",
        "Korean",
        "only padding",
    ],
)
def test_an_invalid_png_is_left_out(content: bytes | str) -> None:
    assert embedded(content) == []


@given(st.binary(max_size=60), st.integers(0, len(PNG)))
def test_bytes_that_were_changed_are_never_embedded(noise: bytes, start: int) -> None:
    spoiled = PNG[:start] + noise + PNG[start + len(noise) :]
    assert embedded(spoiled) in ([], [PNG])


@given(st.text(max_size=40))
def test_no_text_is_taken_for_a_picture(text: str) -> None:
    assert embedded(text) == []
