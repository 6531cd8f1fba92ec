"""Finds the students of uploads in the roster."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from grader.batch.names import is_usual, label_of
from grader.batch.roster import Student
from grader.batch.shapes.model import Claim, Field, Handed
from grader.submission.private_copy import as_text

Spelling = Callable[[str], Iterable[str]]
Index = dict[Field, dict[str, Student]]


def match(handed: Sequence[Handed], roster: Sequence[Student]) -> dict[str, Student]:
    """The student of each upload, by label. What is written just so comes before what is spelt alike, so that a
    look-alike takes nobody's place, and a strong claim before everybody's weaker ones."""
    found: dict[str, Student] = {}
    taken: set[str] = set()
    """What the claims of found students say."""
    given: set[str] = set()
    """The ids of found students."""
    ranks = range(max((len(each.claims) for each in handed), default=0))
    for spelling in (_exact, _alike, _loose):
        index = _index(roster, spelling)
        for rank in ranks:
            for each in handed:
                label, claims = label_of(each.name), each.claims[rank : rank + 1]
                if label in found or (spelling is not _exact and not is_usual(each.name)):
                    continue
                if spelling is not _exact and taken & _said(claims):
                    continue
                student = _find(claims, index, spelling)
                if student and ((rank == 0 and spelling is not _loose) or student.id not in given):
                    found[label] = student
                    given.add(student.id)
                    taken |= _said(each.claims)
    labels = [label_of(each.name) for each in handed]
    return {label: found.get(label) or Student(id=label, listed=False) for label in labels}


def _said(claims: Iterable[Claim]) -> set[str]:
    return {spelt for claim in claims for spelt in _alike(claim.text)}


def _find(claims: Iterable[Claim], index: Index, spelling: Spelling) -> Student | None:
    for claim in claims:
        text = label_of(claim.text) if is_usual(claim.text) else as_text(claim.text)
        for field in claim.fields:
            for spelt in spelling(text):
                if student := index[field].get(spelt):
                    return student
    return None


def _index(roster: Sequence[Student], spelling: Spelling) -> Index:
    """The students by what is theirs alone, field by field."""
    index: Index = {}
    for field in ("id", "name", "email", "also", "id and name"):
        keys = [(key, student) for student in roster for key in {*_keys(student, field, spelling)}]
        often = Counter(key for key, _student in keys)
        index[field] = {key: student for key, student in keys if key and often[key] == 1}
    return index


def _keys(student: Student, field: Field, spelling: Spelling) -> Iterator[str]:
    texts = {
        "id": [student.id],
        "also": student.also,
        "email": [student.email],
        "name": [student.name],
        "id and name": [f"{each} {student.name}" for each in (student.id, *student.also) if student.name],
    }
    for text in texts[field]:
        yield from spelling(text)


def _exact(text: str) -> tuple[str, ...]:
    return (text,)


def _alike(text: str) -> tuple[str, ...]:
    return (" ".join(text.casefold().split()),)


def _loose(text: str) -> tuple[str, ...]:
    """Without what is no letter or digit, family name first and last; of an address, what stands before the @."""
    words = text.casefold().partition("@")[0].replace(",", " ").split()
    orders = (words, words[-1:] + words[:-1], words[1:] + words[:1])
    return tuple("".join(c for c in "".join(order) if unicodedata.category(c)[0] in "LMN") for order in orders)
