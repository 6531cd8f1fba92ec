"""Pairs of works that have more in common than independent work has by chance.

What the stub and the solution hold does not count. What many students share says little, what two share alone says
much: a row of tokens that n of N students have counts log((N - 1) / (n - 1.5)), the surprise of meeting it in both of
two independent works, where the others tell how frequent it is. The sum over a pair is its evidence.

How much evidence comes about by chance the class tells itself. Nineteen in twenty pairs are taken to be of independent
students; above the upper quartile, more evidence gets rare exponentially, and the twentieth with the most tells how
fast. A pair is listed where fewer than `BY_CHANCE` pairs of such a class would have as much, and identical work of some
length always.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal, NamedTuple

from grader.batch.similar.tokens import GRAM, Token, grams, tokens

BY_CHANCE = 0.05
LEAST = 12.0
"""Evidence that a pair needs in any class: some three lines that nobody else of a large class has."""
LONG = 40
"""Rows of tokens of one's own: some five lines. So much is not written twice to the letter, however many have it."""
FEWEST = 5
"""Students who make a class that can tell what chance does."""
FEW = 3
"""Students whose common rows count in any class; in others, what more than half have counts nothing."""

Likeness = Literal["identical", "renamed", "similar"]
"""The same text; the same but for names, texts, comments and layout; the same in parts."""
ORDER: tuple[Likeness, ...] = ("identical", "renamed", "similar")
Places = tuple[int, ...]
"""Of works, in their order."""
Span = tuple[int, int]
"""A part of a text, from one character to before another."""


class Side(NamedTuple):
    """One of the two works of a pair."""

    student: str
    code: str
    shared: tuple[Span, ...]
    """Where the code is alike, but for what everybody was given."""
    share: float
    """Of what the student wrote, 0 to 1."""


class Pair(NamedTuple):
    exercise: str
    kind: Likeness
    evidence: float
    left: Side
    right: Side


class _Work(NamedTuple):
    student: str
    code: str
    tokens: list[Token]
    grams: list[int]
    own: frozenset[int]
    """Its rows of tokens but those that everybody was given."""


def find_pairs(exercise: str, codes: Mapping[str, str], given: Iterable[str]) -> list[Pair]:
    """The pairs of students whose code is more alike than chance explains: identical code first, then by evidence."""
    everybodys = {gram for text in given for gram in grams(tokens(text))}
    works = [_work(student, code, everybodys) for student, code in sorted(codes.items())]
    works = [work for work in works if work.own]
    if len(works) < 2:
        return []
    evidence = _evidence(works)
    limit = _limit(evidence.values(), len(works))
    found = []
    for a, b in {*evidence, *_twins(works)}:
        kind, told = _kind(works[a], works[b]), evidence.get((a, b), 0.0)
        is_long = kind == "identical" and len(works[a].own) >= LONG
        if is_long or told >= (limit if kind == "similar" else LEAST):
            found.append(_pair(exercise, kind, works[a], works[b], told))
    return sorted(
        found, key=lambda pair: (ORDER.index(pair.kind), -pair.evidence, pair.left.student, pair.right.student)
    )


def _twins(works: list[_Work]) -> Iterator[Places]:
    """The pairs of works that are the same to the token, which may be everybody's."""
    same: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, work in enumerate(works):
        same[tuple(work.grams)].append(place)
    return (pair for places in same.values() for pair in combinations(places, 2))


def _work(student: str, code: str, everybodys: set[int]) -> _Work:
    found = tokens(code)
    rows = grams(found)
    return _Work(student, code, found, rows, frozenset(rows) - everybodys)


def _evidence(works: list[_Work]) -> dict[Places, float]:
    """Of each two works that have something of their own in common."""
    having: dict[int, list[int]] = defaultdict(list)
    for place, work in enumerate(works):
        for gram in work.own:
            having[gram].append(place)
    alike = Counter(tuple(places) for places in having.values())  # rows in a row are mostly the same students'
    found: dict[Places, float] = defaultdict(float)
    for places, count in alike.items():
        if 1 < len(places) <= max(FEW, len(works) / 2):
            worth = count / GRAM * math.log((len(works) - 1) / (len(places) - 1.5))
            for pair in combinations(places, 2):
                found[pair] += worth
    return found


def _limit(evidence: Collection[float], works: int) -> float:
    """From which evidence on a pair is listed."""
    pairs, most = works * (works - 1) // 2, sorted(evidence, reverse=True)
    if works < FEWEST:
        return LEAST

    def exceeded_by(share: float) -> float:
        place = int(share * pairs)
        return most[place] if place < len(most) else 0.0

    begin, end = exceeded_by(1 / 4), exceeded_by(1 / 20)
    by_chance = begin + (end - begin) / math.log(5) * math.log(pairs / 4 / BY_CHANCE)
    return max(LEAST, by_chance)


def _kind(left: _Work, right: _Work) -> Likeness:
    if left.grams != right.grams:
        return "similar"
    return "identical" if _bare(left.code) == _bare(right.code) else "renamed"


def _pair(exercise: str, kind: Likeness, left: _Work, right: _Work, evidence: float) -> Pair:
    common = left.own & right.own
    return Pair(exercise, kind, evidence, _side(left, common), _side(right, common))


def _bare(code: str) -> list[str]:
    return [line.rstrip() for line in code.splitlines() if line.strip()]


def _side(work: _Work, common: frozenset[int]) -> Side:
    shared, own = (_covered(work, chosen) for chosen in (common, work.own))
    return Side(work.student, work.code, tuple(_spans(work.tokens, shared)), len(shared) / max(1, len(own)))


def _covered(work: _Work, chosen: frozenset[int]) -> set[int]:
    """The tokens in rows that are among the chosen."""
    rows = (place for place, gram in enumerate(work.grams) if gram in chosen)
    return {token for place in rows for token in range(place, place + GRAM)}


def _spans(found: list[Token], chosen: set[int]) -> Iterator[Span]:
    start: int | None = None
    for place, token in enumerate(found):
        if place in chosen and start is None:
            start = token.start
        if place in chosen and place + 1 not in chosen and start is not None:
            yield start, token.end
            start = None
