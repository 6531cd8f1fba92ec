"""The course's secret: what the inputs of hidden checks follow from, and nothing that a student sees."""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
from collections.abc import Mapping

from grader.feedback import N_, Text, phrase

VARIABLE = "GRADE_SECRET"
ENOUGH = 12.0
"""Guesses, as a power of ten. Each costs a tenth of a second, so that this many take one processor three thousand
years."""
MAX_ESTIMATED = 72
"""Characters that the estimate looks at."""


@functools.cache
def key_of(secret: str) -> bytes:
    """A key made of the secret, slowly (scrypt, RFC 7914: 32 MiB and a tenth of a second), so that guessing a secret
    costs as much for each guess. Without a secret there is nothing to hide."""
    if not secret:
        return b""
    return hashlib.scrypt(_bytes(secret), salt=b"tf-grader", n=2**15, r=8, p=1, maxmem=2**26, dklen=32)


def keyed(secret: str, *parts: str) -> str:
    """64 hexadecimal digits that follow from the secret and the texts."""
    return hmac.new(key_of(secret), b"\0".join(map(_bytes, parts)), hashlib.sha256).hexdigest()


def secret_of(environment: Mapping[str, str] = os.environ) -> str:
    return environment.get(VARIABLE, "")


def weakness(secret: str) -> Text:
    """Why the secret could be guessed, and what to take instead; empty for a good one, and for none at all."""
    if not secret:
        return ""
    from zxcvbn import zxcvbn  # a dictionary: only those load it who have a secret

    if float(zxcvbn(secret[:MAX_ESTIMATED])["guesses_log10"]) >= ENOUGH:
        return ""
    text = N_(
        "{variable} is easy to guess, so students could predict the inputs of hidden checks. Use a random value: "
        'python -c "import secrets; print(secrets.token_urlsafe(16))"'
    )
    return phrase(text, variable=VARIABLE)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
