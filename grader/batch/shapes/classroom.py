"""Clones of students' repositories, as GitHub Classroom and Classroom 50 make them: folders `gates-LOGIN`, each with a
`.git`. What else lies there are plain uploads."""

from __future__ import annotations

from itertools import takewhile

from msgspec.structs import replace

from grader.batch.names import part_of
from grader.batch.shapes import plain
from grader.batch.shapes.commits import last_commit
from grader.batch.shapes.model import Claim, DownloadShape, FoundFile, Handed, Listing, Sorted
from grader.feedback import N_

SCORES = "scores.csv"
RESULTS = ("result.json", "results.json")
"""What Classroom 50 puts beside the clones, and into each."""


def fits(listing: Listing) -> bool:
    folders = [entry for entry in listing.inside() if entry.is_folder]
    clones = [entry for entry in folders if _is_clone(listing, entry.name)]
    return bool(clones) and 2 * len(clones) >= len(folders)


def sort(listing: Listing) -> Sorted:
    """A student is called as the folder: what comes before the login may look otherwise next week."""
    handed, ignored = plain.sort(listing)
    clones = [each.name for each in handed if _is_clone(listing, each.found[0].parts[0])]
    begin = len(_prefix(listing.name, clones))
    return Sorted([_with_time(listing, each, begin) for each in handed], ignored)


def _is_clone(listing: Listing, name: str) -> bool:
    return any(entry.name == ".git" for entry in listing.inside(name))


def _prefix(folder: str, names: list[str]) -> str:
    """What stands before the login in every name: of `gates-submissions`, or of what the names have in common."""
    slug = folder.removesuffix("-submissions") + "-"
    if slug != f"{folder}-" and all(name.startswith(slug) for name in names):
        return slug
    columns = zip(*(name.split("-")[:-1] for name in names), strict=False) if len(names) > 1 else ()
    return "".join(f"{column[0]}-" for column in takewhile(lambda column: len({*column}) == 1, columns))


def _with_time(listing: Listing, handed: Handed, begin: int) -> Handed:
    (name, *_rest), _into = handed.found[0]
    if len(handed.found) > 1 or not _is_clone(listing, name):
        return handed
    claims = (Claim(handed.name[begin:], ("also", "id")), *handed.claims)
    inside = listing.inside(name) if any(entry.name == SCORES for entry in listing.inside()) else []
    system = tuple(entry.parts for entry in inside if entry.name in RESULTS)
    own = [entry for entry in inside if entry.name not in (*RESULTS, ".git")]
    return replace(
        handed,
        claims=claims,
        found=tuple(FoundFile(entry.parts, (part_of(entry.name),)) for entry in own) if system else handed.found,
        system=system,
        time=last_commit(listing.files, (name, ".git")),
    )


CLASSROOM = DownloadShape(
    name="classroom", told=N_("These are clones of students' repositories"), fits=fits, sort=sort, distinct=False
)
