"""Checks that a model reports its accuracy, whatever the metric is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.feedback import N_
from grader.judge.expect import expect

MAX_METRICS = 32
"""With many metrics, one could be right by chance."""


def expect_accuracy(measured: Iterable[tuple[Mapping[str, object], float]]) -> None:
    """The same metric must be the accuracy on every set of rows. For each set, `measured` has what the model reports,
    by name, and the right accuracy. A constant, or a function of the mean label, would be right on one set only.

    Example: `expect_accuracy([({"loss": 0.1, "accuracy": 0.5}, 0.5), ({"loss": 0.2, "accuracy": 1.0}, 1.0)])`
    """
    tables = list(measured)
    reported = expect(tables[0][0], "what the model reports")
    names = set(tables[0][0]) - {"loss"}
    reported.that(
        len(names) <= MAX_METRICS,
        N_("The model has {count} metrics."),
        N_("at most {most} metrics"),
        count=len(names),
        most=MAX_METRICS,
    )
    for each, right in tables:
        names = {name for name in names if type(value := each.get(name)) is float and abs(value - right) < 1e-5}
    reported.that(
        names,
        N_("None of the model's metrics is the accuracy (the share of correct rows) on all data."),
        N_("a metric that is the accuracy"),
    )
