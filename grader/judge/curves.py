"""Draws what a training measured, epoch by epoch, as a small picture for the report."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.runtime.values import Tensor

SIZE, DPI = (4.8, 2.7), 100
MAX_CURVES, MAX_POINTS, MAX_NAME = 6, 2000, 60
LARGEST = 1e30
"""Matplotlib's axes overflow far above."""


def draw(curves: Mapping[str, Any], step: str) -> bytes:
    """A PNG with a line for each curve over its steps; what is no finite number leaves a gap."""
    from matplotlib.figure import Figure  # here it is loaded already, or not wanted
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=SIZE, dpi=DPI)
    axes = figure.add_axes((0.14, 0.2, 0.84, 0.76))  # a layout that fits itself draws everything twice
    lines = {ascii(name)[1:-1][:MAX_NAME]: _numbers(curves[name]) for name in list(curves)[:MAX_CURVES]}
    for line in lines.values():
        axes.plot(np.arange(1, line.size + 1), line, marker="." if line.size < 30 else "")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(step)
    for text in axes.legend(axes.lines, list(lines)).get_texts():
        text.set_parse_math(False)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=DPI)
    return picture.getvalue()


def _numbers(values: Any) -> np.ndarray[Any, Any]:
    try:
        line = np.ravel(np.asarray(values.array if type(values) is Tensor else values, np.float64))[:MAX_POINTS]
    except (TypeError, ValueError, OverflowError):
        line = np.empty(0)
    return np.where(np.abs(line) <= LARGEST, line, np.nan)
