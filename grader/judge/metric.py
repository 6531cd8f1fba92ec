"""Which of the metrics that a model reports is the share of right rows? Suites ask, whatever the metric is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.judge.expect import expect
from grader.language import _

MAX_METRICS = 32
"""Of many, one is right by chance."""


def expect_accuracy(measured: Iterable[tuple[Mapping[str, object], float]]) -> None:
    """One and the same metric must be the share of right rows on every set of rows; `measured` are, for each set, what
    the model reports, by name, and the share. A constant, or a figure of the labels' mean, is right on one set only."""
    tables = list(measured)
    reported = expect(tables[0][0], "what the model reports")
    names = set(tables[0][0]) - {"loss"}
    too_many = _("The model has {count} metrics.").format(count=len(names))
    reported.that(len(names) <= MAX_METRICS, too_many, _("at most {count} metrics").format(count=MAX_METRICS))
    for each, right in tables:
        names = {name for name in names if type(value := each.get(name)) is float and abs(value - right) < 1e-5}
    reported.that(names, _("No metric is the share of right rows, whatever the rows."), _("such a metric"))
