import numpy as np
import pytest

from grader.suite import expect


def judge_axes(figure):
    """The one axes of a figure."""
    axes = expect(figure).a_figure().axes
    reason = "The figure has {count} axes instead of one."
    expect(figure).that(len(axes) == 1, reason, "one axes that shows all functions", count=len(axes))
    return axes[0]


def judge_lines(figure, names):
    """The labelled lines by name: exactly one for each function."""
    lines = [line for line in judge_axes(figure).lines if line.label and not line.label.startswith("_")]
    labels = [line.label for line in lines if line.style != "scatter"]
    expect(labels, "the labels of the lines").that(
        sorted(labels) == sorted(names) and len(lines) == len(names),
        "There must be one line for each function, labelled with its name.",
        "lines labelled {names}",
        names=", ".join(names),
    )
    return {line.label: line for line in lines}


def judge_range(line, low, high):
    """Returns the x values of the line: at least 50 points that increase from low to high."""
    x = expect(line.x, "the x of the line {label}", label=repr(line.label)).numbers()
    steps = expect(x, "the x of the line {label}", label=repr(line.label))
    steps.that(
        x.size >= 50,
        "The line {label} has only {size} points.",
        "at least 50 points",
        label=repr(line.label),
        size=x.size,
    )
    expect([float(x[0]), float(x[-1])], "the range of the line {label}", label=repr(line.label)).close_to([low, high])
    steps.that(
        bool(np.all(np.diff(x) > 0)),
        "The x values of the line {label} do not increase.",
        "increasing x values",
        label=repr(line.label),
    )
    return x


def judge_curve(line, function, low, high):
    x = judge_range(line, low, high)
    expect(line.y, "the y of the line {label}", label=repr(line.label)).close_to(function(x))


@pytest.mark.points(0.5)
def test_plot_activations_curves(submission, props):
    """plot_activations draws one labelled line per function, from low to high"""
    functions = {"square": props.square, "half": props.half}
    figure = submission.plot_activations(functions, -2.0, 2.0)
    submission.picture(expect(figure).a_figure())
    lines = judge_lines(figure, list(functions))
    for name, function in functions.items():
        judge_curve(lines[name], function, -2.0, 2.0)


@pytest.mark.points(0.125)
def test_plot_activations_labels(submission, props):
    """plot_activations labels both axes and shows a legend with the names"""
    figure = submission.plot_activations({"square": props.square, "half": props.half}, -2.0, 2.0)
    axes = judge_axes(figure)
    labels = [axes.x_label.strip(), axes.y_label.strip()]
    expect(labels, "the labels of x and y").that(all(labels), "A label for x or for y is missing.", "two labels")
    legend = list(axes.legend or ())
    names = {"square", "half"}
    expect(legend, "the legend").that(names <= set(legend), "The legend must show every name.", "square, half")


@pytest.mark.points(0.125)
def test_plot_activations_takes_your_own_function(submission, props):
    """plot_activations draws your own relu beside another function"""
    figure = submission.plot_activations({"relu": submission.relu, "half": props.half}, -1.0, 3.0)
    lines = judge_lines(figure, ["relu", "half"])
    judge_range(lines["relu"], -1.0, 3.0)
    judge_curve(lines["half"], props.half, -1.0, 3.0)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_plot_activations_other_functions(submission, props):
    """plot_activations draws any number of functions over any range"""
    functions = {"first half": props.half, "a square": props.square, "hill": props.hill}
    lines = judge_lines(submission.plot_activations(functions, -10.0, -1.0), list(functions))
    for name, function in functions.items():
        judge_curve(lines[name], function, -10.0, -1.0)
