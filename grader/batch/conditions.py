"""When a class was graded, and by which rules, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from grader.batch.policy import LateRule
from grader.batch.publication import LastPublication
from grader.batch.remarks import time_in
from grader.batch.rules import ClassRules, zone_of
from grader.batch.tables import Run
from grader.feedback import N_, Text, phrase, sentences
from grader.report.text import points


def conditions(
    run: Run | None, rules: ClassRules, exercises: Sequence[str], announced: LastPublication | None
) -> Iterator[Text]:
    """Of the last run, and of what was last `announced` to students."""
    zone = zone_of(rules)
    if run and run.at:
        graded = time_in(datetime.fromisoformat(run.at), zone)
        yield phrase("Graded {time} by {by}.", time=graded, by=run.by or "?")
    if announced:
        published = time_in(announced.at, zone)
        yield phrase("Points published {time} by {by}.", time=published, by=announced.by or "?")
    best, last = N_("Of each exercise the best attempt counts."), N_("Of each exercise the last attempt counts.")
    policy = last if rules.counts == "last" else best
    yield phrase(policy)
    if rules.attempts is not None:
        yield phrase("The first {count} different works of an exercise count.", count=rules.attempts)
    if rules.drop_lowest:
        yield phrase("Exercises left out because they have the lowest results: {count}.", count=rules.drop_lowest)
    for name in exercises:
        own = rules.of(name)
        if own.deadline:
            values = {"name": name, "time": time_in(own.deadline, zone), "late": late_work(own.late or LateRule())}
            yield phrase("{name}: deadline {time}; {late}", **values)
        if own.attempts is not None and own.attempts != rules.attempts:
            yield phrase("{name}: the first {count} different works count.", name=name, count=own.attempts)


def late_work(rule: LateRule) -> Text:
    """What late work loses."""
    return sentences(*_late_work(rule), separator=", ")


def _late_work(rule: LateRule) -> Iterator[Text]:
    loses = bool(rule.percent_per_day or rule.steps)
    if not loses:
        yield phrase("late work loses nothing")
    if loses and rule.grace_minutes:
        yield phrase("the first {minutes} minutes cost nothing", minutes=points(rule.grace_minutes))
    if rule.percent_per_day:
        yield phrase("{percent} % less for each day begun", percent=points(rule.percent_per_day))
    for step in rule.steps:
        yield phrase("{percent} % less from {hours} hours on", percent=points(step.percent), hours=points(step.hours))
    if loses and rule.cap_percent < 100:
        yield phrase("at most {percent} % less", percent=points(rule.cap_percent))
    if rule.cut_off_days is not None:
        yield phrase("nothing counts after {days} days", days=points(rule.cut_off_days))
