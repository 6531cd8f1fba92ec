"""The rules of a class, which its `class.toml` holds: deadlines, late work, extensions, excuses, what counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec.structs import replace

from grader.batch.enrolment import Everybody
from grader.batch.listing import ClassError
from grader.batch.policy import AttemptChoice, LateRule
from grader.course.toml import in_words
from grader.feedback import N_, phrase
from grader.files import read

FILE = "class.toml"


class ExerciseRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Those of one exercise; what they say comes before what the class says."""

    deadline: datetime | None = None
    late: LateRule | None = None
    attempts: int | None = None


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A student may hand in later."""

    student: str
    """An id, a name or an email address."""
    until: datetime
    exercises: tuple[str, ...] = ()
    """All of them, if none is named."""
    why: str = ""


class Excuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Exercises do not count for a student."""

    student: str
    exercises: tuple[str, ...] = ()
    why: str = ""


class ClassRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `class.toml`; `timezone` is that of all times in it that name none."""

    timezone: str = ""
    counts: AttemptChoice = "best"
    attempts: int | None = None
    drop_lowest: int = 0
    late: LateRule = LateRule()
    exercises: dict[str, ExerciseRules] = {}
    extensions: tuple[Extension, ...] = ()
    excuses: tuple[Excuse, ...] = ()

    def of(self, exercise: str) -> ExerciseRules:
        """The rules of an exercise, with what the class says where it says nothing."""
        own = self.exercises.get(exercise, ExerciseRules())
        return replace(own, late=own.late or self.late, attempts=own.attempts or self.attempts)


def read_rules(path: Path, exercises: Collection[str]) -> ClassRules:
    """The rules in a file, whose times all have a zone then; ClassError names the key at fault. The course has these
    `exercises`."""
    try:
        found = msgspec.toml.decode(read(path), type=ClassRules)
    except msgspec.ValidationError as error:
        raise _fault(path, "", in_words(error)) from None
    except msgspec.DecodeError as error:
        raise ClassError(phrase("{path} is not valid TOML: {error}", path=path, error=error)) from None
    zone = _zone(path, found.timezone) if found.timezone else None
    _check_numbers(path, found)
    listed = [(f"extensions[{place}]", each.exercises) for place, each in enumerate(found.extensions)]
    listed += [(f"excuses[{place}]", each.exercises) for place, each in enumerate(found.excuses)]
    for key, names in (("exercises", tuple(found.exercises)), *listed):
        _check_names(path, key, names, exercises)

    def timed(key: str, time: datetime) -> datetime:
        if time.tzinfo is None and zone is None:
            reason = N_('{time} has no time zone; write timezone = "Asia/Seoul" at the top, or the offset behind it')
            raise _fault(path, key, phrase(reason, time=time.isoformat()))
        return in_zone(time, zone)

    rules = {
        name: replace(each, deadline=timed(f"exercises.{name}.deadline", each.deadline)) if each.deadline else each
        for name, each in found.exercises.items()
    }
    extensions = [
        replace(each, until=timed(f"extensions[{place}].until", each.until))
        for place, each in enumerate(found.extensions)
    ]
    return replace(found, exercises=rules, extensions=tuple(extensions))


def unknown(known: Everybody, rules: ClassRules, *, whole_class: bool) -> list[str]:
    """Students in the rules whom nobody knows; ClassError where the whole class is known."""
    found = [*(each.student for each in rules.extensions), *(each.student for each in rules.excuses)]
    missing = [called for called in dict.fromkeys(found) if not known.find(called)]
    if missing and whole_class:
        known.get(missing[0])
    return missing


def in_zone(time: datetime, zone: ZoneInfo | None) -> datetime:
    """The moment; of an hour that a change of the clocks repeats or leaves out, the later one."""
    if time.tzinfo is not None:
        return time.astimezone(UTC)
    return max(time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def zone_of(rules: ClassRules) -> ZoneInfo | None:
    return ZoneInfo(rules.timezone) if rules.timezone else None


def _zone(path: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.6)
        reason = N_("{name} is no time zone; did you mean {near}?") if near else N_("{name} is no time zone")
        raise _fault(path, "timezone", phrase(reason, name=name, near="".join(near))) from None


def _check_numbers(path: Path, rules: ClassRules) -> None:
    _at_least(path, "drop_lowest", rules.drop_lowest, 0)
    _check_attempts(path, "attempts", rules.attempts)
    _check_late(path, "late", rules.late)
    for name, own in rules.exercises.items():
        _check_attempts(path, f"exercises.{name}.attempts", own.attempts)
        if own.late:
            _check_late(path, f"exercises.{name}.late", own.late)


def _check_attempts(path: Path, key: str, attempts: int | None) -> None:
    if attempts is not None:
        _at_least(path, key, attempts, 1)


def _check_late(path: Path, key: str, late: LateRule) -> None:
    """Whether later is never better."""
    numbers = {name: getattr(late, name) for name in ("grace_minutes", "percent_per_day", "cap_percent")}
    numbers |= {} if late.cut_off_days is None else {"cut_off_days": late.cut_off_days}
    for place, step in enumerate(late.steps):
        numbers |= {f"steps[{place}].hours": step.hours, f"steps[{place}].percent": step.percent}
    for name, number in numbers.items():
        _at_least(path, f"{key}.{name}", number, 0)
        if name.rpartition(".")[2] in ("percent_per_day", "cap_percent", "percent") and number > 100:
            raise _fault(path, f"{key}.{name}", phrase("{number} is more than 100 percent", number=number))
    steps = sorted(late.steps, key=lambda step: step.hours)
    if [step.percent for step in steps] != sorted(step.percent for step in steps):
        raise _fault(path, f"{key}.steps", phrase("a later step must not cost less than an earlier one"))
    if late.cut_off_days is not None and late.cut_off_days * 24 * 60 < late.grace_minutes:
        raise _fault(path, f"{key}.cut_off_days", phrase("the cut-off comes before the end of the grace period"))


def _at_least(path: Path, key: str, number: float, least: int) -> None:
    if not least <= number < float("inf"):
        raise _fault(
            path, key, phrase("{number} is not possible; it must be at least {least}", number=number, least=least)
        )


def _check_names(path: Path, key: str, names: Sequence[str], exercises: Collection[str]) -> None:
    for name in names:
        if name not in exercises:
            near = get_close_matches(name, list(exercises), n=1)
            reason = (
                N_("there is no exercise {name}; did you mean {near}?") if near else N_("there is no exercise {name}")
            )
            raise _fault(path, key, phrase(reason, name=name, near="".join(near)))


def _fault(path: Path, key: str, reason: object) -> ClassError:
    if not key:
        return ClassError(phrase("{path}: {reason}", path=path, reason=reason))
    return ClassError(phrase("{path}: {key}: {reason}", path=path, key=key, reason=reason))


def encode(rules: ClassRules) -> str:
    return msgspec.json.encode(rules).decode()


def decode(kept: str) -> ClassRules:
    return msgspec.json.decode(kept, type=ClassRules)
