import numpy as np
import pytest

from grader.suite import expect, phrase


def judge_figure(figure, trajectories, f, low, high):
    """One axes for each learning rate. Empty axes do not count."""
    panels = [axes for axes in expect(figure).a_figure().axes if axes.lines or axes.title]
    expect(figure).that(
        len(panels) == len(trajectories),
        "The figure must have one axes for each learning rate.",
        "one axes for each learning rate",
    )
    for rate, points in trajectories.items():
        own = [axes for axes in panels if str(rate) in axes.title]
        titles = [axes.title for axes in panels]
        expect(titles, "the titles of the axes").that(
            own, "The title of each axes must contain its learning rate.", "a title that contains {rate}", rate=rate
        )
        judge_panel(own[0], np.array(points), f, low, high)


def judge_panel(axes, points, f, low, high):
    curves = [line for line in axes.lines if is_curve(line, low, high)]
    expect([line.style for line in axes.lines], "the lines in the axes {title}", title=repr(axes.title)).that(
        curves, "An axes has no curve from low to high.", "a line of at least 10 points, from low to high"
    )
    right = [line for line in curves if np.allclose(line.y, f(line.x), rtol=1e-4, atol=1e-6)]
    expect(curves[0].y, "the y of the curve in the axes {title}", title=repr(axes.title)).that(
        right, "The curve does not show f.", "the values of f"
    )
    drawn = [np.stack([line.x, line.y], axis=1) for line in axes.lines if not is_curve(line, low, high)]
    judge_points(
        np.concatenate([np.empty((0, 2)), *drawn]),
        np.stack([points, f(points)], axis=1),
        phrase("the points in the axes {title}", title=repr(axes.title)),
    )


def is_curve(line, low, high):
    x = line.x
    return (
        x.size >= 10
        and np.allclose([x.min(), x.max()], [low, high])
        and bool(np.all(np.diff(x) > 0) or np.all(np.diff(x) < 0))
    )


def judge_points(drawn, wanted, what):
    for point in wanted:
        near = np.isclose(drawn, point, rtol=1e-4, atol=1e-6).all(axis=1)
        expect(drawn.tolist(), what).that(
            near.any(), "A visited point p is not drawn at (p, f(p)).", "every visited point at its height on the curve"
        )


@pytest.mark.points(0.5)
def test_plot_descent_panels(submission, props):
    """plot_descent draws one axes with curve, points and title for each learning rate"""
    trajectories = {0.25: [4.0, 2.0, 1.0, 0.5], 0.75: [4.0, -2.0, 1.0, -0.5]}
    figure = submission.plot_descent(trajectories, props.square, -5.0, 5.0)
    submission.picture(expect(figure).a_figure())
    judge_figure(figure, trajectories, props.square, -5.0, 5.0)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_plot_descent_other_curves(submission, props):
    """plot_descent draws any curve, any number of walks, of any length"""
    one = {0.03: np.array([1.5, 1.2, 1.0])}
    judge_figure(submission.plot_descent(one, props.tilted_wells, -2.0, 2.0), one, props.tilted_wells, -2.0, 2.0)
    five = {0.1: np.array([-9.0]), 0.007: np.linspace(-9.5, -8.5, 11), 1.5: [-9.25, -8.75], 0.25: [-8.5], 0.75: [-9.5]}
    judge_figure(submission.plot_descent(five, props.square, -10.0, -8.0), five, props.square, -10.0, -8.0)
