"""The report of what counts: what was judged, and what rules and decisions made of it, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from grader.batch.decisions import Adjusted, Commented
from grader.batch.gradebook import Gradebook
from grader.batch.rules import ClassRules, zone_of
from grader.batch.standing import Grade, Standing, Tried
from grader.batch.tables import Grading
from grader.feedback import N_, Text, listed, phrase
from grader.report.model import ExerciseResult, Remark, Report
from grader.report.text import points


def report_of(book: Gradebook, standing: Standing, rules: ClassRules) -> Report:
    """The report of a student, as an instructor may see it."""
    used = {name: grade.tried.marks[name][0] for name, grade in standing.grades.items()}
    newest = max(grading for grading, _mark in standing.newest.marks.values())  # it may not be one that counts
    with book.session() as session:
        reports = {each: session.get_one(Grading, each).graded() for each in {*used.values(), newest}}
    latest = max(standing.grades.values(), key=lambda grade: standing.attempts.index(grade.tried))
    base = reports[used[latest.name]]
    mine = dict.fromkeys((*base.remarks, *reports[newest].remarks))
    judged = {name: {each.name: each for each in reports[used[name]].exercises}[name] for name in used}
    return replace(
        base,
        exercises=tuple(_remarked(judged[name], grade, rules) for name, grade in standing.grades.items()),
        score=standing.points,
        max_score=standing.max_score,
        remarks=(*mine, *_of_the_whole(standing)),
        counted=tuple(counted(standing, rules)),
    )


def counted(standing: Standing, rules: ClassRules) -> Iterator[Text]:
    """What was handed in when, and which attempts count."""
    zone, count = zone_of(rules), len(standing.attempts)
    if count == 1:
        yield _handed_in(standing.newest, zone)
        return
    exercises: dict[int, list[str]] = {}
    for name, grade in standing.grades.items():
        exercises.setdefault(standing.attempts.index(grade.tried), []).append(name)
    best, last = N_("The best of {count} attempts counts"), N_("The last of {count} attempts counts")
    policy = last if rules.counts == "last" else best
    head = phrase(policy, count=count)
    for place, names in sorted(exercises.items()):
        tried = standing.attempts[place]
        told = phrase("attempt {number}: {what}", number=tried.number, what=_handed_in(tried, zone))
        if len(exercises) > 1:
            yield phrase("{head}, for {names} {told}", head=head, names=listed(names), told=told)
        else:
            yield phrase("{head}, {told}", head=head, told=told)


def _handed_in(tried: Tried, zone: ZoneInfo | None) -> Text:
    text = N_("{name}, handed in {time}") if tried.is_known else N_("{name}, first seen {time}")
    return phrase(text, name=tried.shown, time=time_in(tried.at, zone))


def _remarked(result: ExerciseResult, grade: Grade, rules: ClassRules) -> ExerciseResult:
    found = tuple(_of_exercise(grade, zone_of(rules)))
    return replace(result, score=grade.points, remarks=found) if found else result


def _of_the_whole(standing: Standing) -> Iterator[Remark]:
    newest = standing.newest
    if newest.problem and any(grade.tried is not newest for grade in standing.grades.values()):
        reason = N_("The newest upload could not be read, so an earlier one counts. {problem}")
        yield Remark(kind="problem", text=phrase(reason, problem=newest.problem))
    for each in standing.comments:
        if isinstance(each.what, Commented):
            yield Remark(kind="comment", text=each.what.text)


def _of_exercise(grade: Grade, zone: ZoneInfo | None) -> Iterator[Remark]:
    if grade.counted.delay > timedelta(0):
        yield Remark(kind="late", text=_late(grade, zone), points=grade.counted.points - grade.counted.raw)
    elif grade.extended and grade.deadline and grade.tried.is_known and grade.tried.at > grade.deadline:
        extended = phrase("The deadline was extended until {time}.", time=time_in(grade.extended, zone))
        yield Remark(kind="extended", text=extended)
    total = grade.counted.points
    for each in grade.adjusted:
        if isinstance(each.what, Adjusted):
            total += each.what.points
            yield from _by_hand(each.what, total, grade.max_score)
    for comment in grade.comments:
        if isinstance(comment.what, Commented):
            yield Remark(kind="comment", text=comment.what.text, check=comment.what.check)
    if grade.excused:
        excuse = N_("Excused: this exercise does not count. {why}")
        yield Remark(kind="excused", text=phrase(excuse, why=grade.excused.why))
    if grade.is_dropped:
        yield Remark(kind="dropped", text=phrase("This exercise does not count: the lowest results are dropped."))


def _by_hand(what: Adjusted, total: float, most: float) -> Iterator[Remark]:
    text = phrase("{points} points by hand: {why}", points=signed(what.points), why=what.why)
    if what.check:
        reason = N_("{points} points by hand for {check}: {why}")
        text = phrase(reason, points=signed(what.points), check=what.check, why=what.why)
    if total > most:
        text = phrase("{text} (this is more than the maximum)", text=text)
    if total < 0:
        text = phrase("{text} (it stays at 0)", text=text)
    yield Remark(kind="adjusted", text=text, points=what.points, check=what.check)
    if what.comment:
        yield Remark(kind="comment", text=what.comment, check=what.check)


def _late(grade: Grade, zone: ZoneInfo | None) -> Text:
    counted = grade.counted
    if not grade.tried.is_known:
        reason = N_("Handed in late, as the learning system says: {points} points.")
        return phrase(reason, points=signed(counted.points - counted.raw))
    deadline = max(filter(None, (grade.deadline, grade.extended)))
    values = {"delay": duration(counted.delay), "deadline": time_in(deadline, zone)}
    if counted.is_cut_off:
        return phrase("Handed in {delay} after the deadline ({deadline}), which is too late: no points.", **values)
    if counted.points < counted.raw:
        lost = signed(counted.points - counted.raw)
        return phrase("Handed in {delay} after the deadline ({deadline}): {points} points.", **values, points=lost)
    return phrase("Handed in {delay} after the deadline ({deadline}); no points are lost.", **values)


def duration(delay: timedelta) -> Text:
    """The largest two parts of it: `2 days 3 hours`, `5 minutes`; what is shorter than a minute counts as one."""
    minutes = max(1, int(delay / timedelta(minutes=1)))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return phrase("{days} days {hours} hours", days=days, hours=hours)
    if hours:
        return phrase("{hours} hours {minutes} minutes", hours=hours, minutes=minutes % 60)
    return phrase("{minutes} minutes", minutes=minutes)


def signed(number: float) -> str:
    """`+2`, `-0.5`, `0`"""
    return f"+{points(number)}" if number > 0 else points(number)


def time_in(moment: datetime, zone: ZoneInfo | None) -> str:
    """`2026-10-05 23:59 Asia/Seoul`, in UTC where the class has no zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}" if zone else f"{moment:%Y-%m-%d %H:%M} UTC"
