"""Draws what a person would rather see than read, as small pictures for the report: what a training measured, points
and what was fitted to them, and wrong values over the right ones.

A picture holds no words, since nobody knows the fonts where it is drawn: its text says what it shows, in any language.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from grader.boundary.records import Tensor
from grader.feedback import N_, Text, phrase, sentences
from grader.judge.compare import as_floats, as_numbers

SIZE, SQUARE, DPI, COLOURS = (4.8, 2.7), (2.9, 2.7), 100, 64
MAX_CURVES, MAX_POINTS, MAX_NAME = 6, 2000, 60
MAX_PICTURES = 4
"""In a check."""
MAX_WRONG, ASKING_SECONDS = 12, 2.0
"""Pictures of wrong values in an exercise, and how long a submission may take to answer for one."""
LARGEST = 1e30
"""Larger values can overflow Matplotlib's axes."""
FEW = 30
"""Of so few points each is marked."""
SEEN = 0.01
"""Differences that are a smaller part of the picture than this are not seen."""
GRID = 41, 43
"""Places across and up: unlike, so that a diagonal does not run through them."""
RIGHT, FOUND, GIVEN, SHADED, DARK = "#8ec1ee", "#b3261e", "#8c959f", "#ffd699", "#1f2328"

Array = np.ndarray[Any, Any]
ArrayPair = tuple[Any, Any]


class Picture(NamedTuple):
    """A PNG, and what it shows, as text."""

    png: bytes
    text: Text = ""


def draw(curves: Mapping[str, Any], step: str) -> Picture:
    """A line for each curve over its steps; values that are not finite leave a gap."""
    axes = _axes(step, whole=True)
    lines = {name: _numbers(curves[name]) for name in list(curves)[:MAX_CURVES]}
    for line in lines.values():
        axes.plot(np.arange(1, line.size + 1), line, marker="." if line.size < FEW else "")
    _name(axes, lines)
    return _picture(axes)


def draw_points(points: Mapping[str, Any], lines: Mapping[str, Any]) -> Picture:
    """The points of each name, and lines over them as far as the axes go, which have room for the points.

    The values are pairs, x and y.
    """
    axes = _axes("x", whole=True)
    axes.margins(y=0.2)
    for pair in points.values():
        axes.plot(*_pair(pair), "o", markersize=4)
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())  # a line may swing far away from the points
    for pair in lines.values():
        axes.plot(*_pair(pair))
    _name(axes, [*points, *lines])
    return _picture(axes)


def overlay(
    found: ArrayPair, right: ArrayPair, given: ArrayPair | None = None, labels: tuple[str, str] = ("x", "")
) -> Picture:
    """A thin red line, which is wrong, over a wide blue one, which is right, and grey dots for what was given to both.

    The values are pairs, x and y: numbers in any form, or tables with a line in each column. An exception where nobody
    would see a difference.

    Example: `overlay(([0, 1], [0, 3]), ([0, 1], [0, 2]), labels=("epoch", "loss"))`
    """
    (x, y), (right_x, right_y) = wrong, blue = _table(found), _table(right)
    if not (np.isfinite(x).any() and np.isfinite(y).any()):
        raise ValueError("nothing to see")
    dots = _table(given) if given else blue
    ranges = [_range(np.append(b, d), w) for b, d, w in zip(blue, dots, wrong, strict=True)]
    comparable = x.shape == right_x.shape and y.shape == right_y.shape
    gaps = [abs(w - b) / (high - low) for w, b, (low, high) in zip(wrong, blue, ranges, strict=True) if comparable]
    if comparable and all(np.all(gap < SEEN) for gap in gaps):
        raise ValueError("nothing to see")
    axes = _axes(*labels, whole=bool(np.all(right_x == np.rint(right_x))))
    if given:
        axes.plot(*dots, ".", color=GIVEN, markersize=4)
    axes.plot(*blue, color=RIGHT, linewidth=6, marker="o" if len(right_x) < FEW else "", markersize=11)
    axes.plot(*wrong, color=FOUND, linewidth=1.6, marker="o" if len(x) < FEW else "", markersize=4)
    axes.set(xlim=ranges[0], ylim=ranges[1])
    text = phrase("The wide blue line is right, and the thin red line is yours.")
    dotted = phrase("The grey dots are given.") if given else ""
    return _picture(axes, sentences(text, dotted, _largest_gap(x, y, right_x, right_y, labels[0])))


def regions(answers: Callable[[Array], Any], rows: Any, right: Any, above: float = 0.5) -> Picture:
    """The part of the plane where the answer is 1, which a number `above` means; and rows with their right answers.

    `answers` takes a table of rows of two numbers, and has a number for each.

    Example: `regions(lambda rows: rows[:, 0], [[0.0, 0.0], [1.0, 1.0]], [0, 1])`
    """
    points, labels = np.asarray(rows, np.float64), np.ravel(np.asarray(right, np.float64))
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum(high - low, 1) / 2
    x, y = (np.linspace(*ends) for ends in zip(low - room, high + room, GRID, strict=True))
    plane = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    found = np.ravel(as_floats(as_numbers(answers(np.concatenate([points, plane]))))) - above
    if not np.isfinite(found).all():
        raise ValueError("nothing to see")
    wrong = (found[: len(points)] > 0) != (labels > 0.5)
    heights = np.clip(found[len(points) :], -1, 1).reshape(GRID[::-1])
    axes = _axes(size=SQUARE)
    axes.contourf(x, y, heights, levels=[0, 2], colors=[SHADED])
    axes.contour(x, y, heights, levels=[0], colors=[DARK], linewidths=1)
    axes.scatter(*points.T, s=70, c=np.where(labels > 0.5, DARK, "white"), edgecolors=DARK, zorder=3)
    axes.scatter(*points[wrong].T, s=260, c=FOUND, marker="x", linewidths=2, zorder=4)
    text = N_("The answer is 1 in the shaded part. A filled circle is a row whose right answer is 1, an empty one 0.")
    crossed = ", ".join(f"({a:.4g}, {b:.4g})" for a, b in points[wrong][:4])
    crosses = phrase("Crosses mark wrong rows: {rows}.", rows=crossed) if crossed else ""
    return _picture(axes, sentences(phrase(text), crosses))


def _axes(x: str = "", y: str = "", size: tuple[float, float] = SIZE, whole: bool = False) -> Any:
    """The axes of a new figure, with these labels; `whole` is for steps, which are counted."""
    from matplotlib.figure import Figure  # here it is loaded already, or not wanted
    from matplotlib.ticker import MaxNLocator

    left = 0.7 / size[0]  # what fits itself draws everything twice
    axes = Figure(figsize=size, dpi=DPI).add_axes((left, 0.2, 0.97 - left, 0.76))
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=whole))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.set(xlabel=x, ylabel=y)
    return axes


def _name(axes: Any, names: Iterable[str]) -> None:
    """A legend with the names of the lines."""
    for text in axes.legend(axes.lines, [ascii(name)[1:-1][:MAX_NAME] for name in names]).get_texts():
        text.set_parse_math(False)


def _picture(axes: Any, text: Text = "") -> Picture:
    """What was drawn, in few colours: a third of the bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(axes.figure)
    canvas.draw()
    png, image = io.BytesIO(), Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(png, "png", optimize=True)
    return Picture(png.getvalue(), text)


def _largest_gap(x: Array, y: Array, right_x: Array, right_y: Array, label: str) -> Text:
    """Where the lines are furthest apart, if they share their x."""
    if y.shape != right_y.shape or not np.array_equal(x, right_x):
        return ""
    gaps = np.where(np.isfinite(y - right_y), abs(y - right_y), -1)
    place = tuple(np.argwhere(gaps == gaps.max())[0])
    at = np.broadcast_to(x if x.ndim == y.ndim else x[:, np.newaxis], y.shape)[place]
    values = {"x": f"{at:.4g}", "value": f"{y[place]:.4g}", "right": f"{right_y[place]:.4g}"}
    return phrase("They differ most at {label} = {x}: {value} instead of {right}.", label=label, **values)


def _range(right: Array, found: Array) -> tuple[float, float]:
    """The ends of an axis: what is right fills at least a third of it, however far away the found values are."""
    low, high = float(np.nanmin(right)), float(np.nanmax(right))
    room = (high - low) or max(abs(high), 1.0)
    low, high = max(min(low, float(np.nanmin(found))), low - room), min(max(high, float(np.nanmax(found))), high + room)
    return low - room / 20, high + room / 20


def _table(pair: ArrayPair) -> tuple[Array, Array]:
    """Both as columns of numbers, none of which is too large to be drawn."""
    columns = (np.atleast_1d(as_floats(as_numbers(each)))[:MAX_POINTS] for each in pair)
    x, y = (np.where(abs(each) <= LARGEST, each, np.nan) for each in columns)
    if x.ndim > y.ndim or y.ndim > 2 or len(x) != len(y) or (y.ndim == 2 and y.shape[1] > MAX_CURVES):
        raise ValueError("no curves")
    return x, y


def _pair(pair: Any) -> ArrayPair:
    x, y = map(_numbers, pair)
    return x[: y.size], y[: x.size]


def _numbers(values: Any) -> Array:
    try:
        line = np.ravel(np.asarray(values.array if type(values) is Tensor else values, np.float64))[:MAX_POINTS]
    except (TypeError, ValueError, OverflowError):
        line = np.empty(0)
    return np.where(np.abs(line) <= LARGEST, line, np.nan)
