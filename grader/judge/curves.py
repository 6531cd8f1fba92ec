"""Draws what a training measured, epoch by epoch, and points with what was fitted to them, as small pictures for the
report."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grader.boundary.records import Tensor

SIZE, DPI = (4.8, 2.7), 100
MAX_CURVES, MAX_POINTS, MAX_NAME = 6, 2000, 60
LARGEST = 1e30
"""Larger values can overflow Matplotlib's axes."""


def draw(curves: Mapping[str, Any], step: str) -> bytes:
    """A PNG with a line for each curve over its steps; values that are not finite leave a gap."""
    axes = _axes(step)
    lines = {name: _numbers(curves[name]) for name in list(curves)[:MAX_CURVES]}
    for line in lines.values():
        axes.plot(np.arange(1, line.size + 1), line, marker="." if line.size < 30 else "")
    return _png(axes, lines)


def draw_points(points: Mapping[str, Any], lines: Mapping[str, Any]) -> bytes:
    """A PNG with the points of each name, and lines over them as far as the axes go, which have room for the points.

    The values are pairs, x and y.
    """
    axes = _axes("x")
    axes.margins(y=0.2)
    for pair in points.values():
        axes.plot(*_pair(pair), "o", markersize=4)
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())  # a line may swing far away from the points
    for pair in lines.values():
        axes.plot(*_pair(pair))
    return _png(axes, [*points, *lines])


def _axes(label: str) -> Any:
    """The axes of a new figure."""
    from matplotlib.figure import Figure  # here it is loaded already, or not wanted
    from matplotlib.ticker import MaxNLocator

    axes = Figure(figsize=SIZE, dpi=DPI).add_axes((0.14, 0.2, 0.84, 0.76))  # what fits itself draws everything twice
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(label)
    return axes


def _png(axes: Any, names: Iterable[str]) -> bytes:
    """The picture, with the names of its lines in a legend."""
    for text in axes.legend(axes.lines, [ascii(name)[1:-1][:MAX_NAME] for name in names]).get_texts():
        text.set_parse_math(False)
    picture = io.BytesIO()
    axes.figure.savefig(picture, format="png", dpi=DPI)
    return picture.getvalue()


def _pair(pair: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    x, y = map(_numbers, pair)
    return x[: y.size], y[: x.size]


def _numbers(values: Any) -> np.ndarray[Any, Any]:
    try:
        line = np.ravel(np.asarray(values.array if type(values) is Tensor else values, np.float64))[:MAX_POINTS]
    except (TypeError, ValueError, OverflowError):
        line = np.empty(0)
    return np.where(np.abs(line) <= LARGEST, line, np.nan)
