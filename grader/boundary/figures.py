"""Matplotlib figures as descriptions and as pictures; inside a worker."""

from __future__ import annotations

import io
from typing import Any, Literal

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from grader.boundary import records
from grader.boundary.codec import MAX_AXES, MAX_LINES, MAX_POINTS, Unencodable
from grader.boundary.naming import text

Style = Literal["line", "markers", "scatter"]
PICTURE_DPI = 80


def describe_figure(figure: Figure, handle: int) -> records.Figure:
    """Axes, lines with data, labels, titles, legends: what a suite may ask of a picture."""
    if len(figure.axes) > MAX_AXES:
        raise Unencodable("a figure has more than {count} axes", count=MAX_AXES)
    axes = tuple(_axes(each, figure.legends) for each in figure.axes)
    return records.Figure(axes, handle, text(figure.get_suptitle()))


def _axes(axes: Any, shared: list[Any]) -> records.Axes:
    """One axes; a legend of the whole figure counts for each."""
    legends = [legend for legend in (axes.get_legend(), *shared) if legend is not None]
    lines = [_line(line.get_label(), line.get_xdata(), line.get_ydata(), _style(line)) for line in axes.get_lines()]
    for collection in axes.collections:
        if type(collection) is PathCollection:
            offsets = np.ma.getdata(collection.get_offsets())
            lines.append(_line(collection.get_label(), offsets[:, 0], offsets[:, 1], "scatter"))
    if len(lines) > MAX_LINES:
        raise Unencodable("axes have more than {count} lines", count=MAX_LINES)
    texts = tuple(text(entry.get_text()) for legend in legends for entry in legend.get_texts()) if legends else None
    title = " ".join(filter(None, map(axes.get_title, ("left", "center", "right"))))
    return records.Axes(text(title), text(axes.get_xlabel()), text(axes.get_ylabel()), texts, tuple(lines))


def _line(label: Any, x: Any, y: Any, style: Style) -> records.Line:
    x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
    if max(x.size, y.size) > MAX_POINTS:
        raise Unencodable("a line has more than {count} points", count=MAX_POINTS)
    return records.Line(text(label), x, y, style)


def _style(line: Any) -> Style:
    return "markers" if line.get_linestyle() in ("None", " ", "") else "line"


def picture(figure: Any) -> bytes:
    """The figure as PNG."""
    if type(figure) is not Figure:
        raise TypeError("only a Matplotlib figure has a picture")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI)
    return buffer.getvalue()
