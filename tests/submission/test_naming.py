"""What files of work are called, by people and by what they work with."""

from __future__ import annotations

import pytest

from grader.submission.naming import holds_name, is_copy, proper, stem_of, suffix_of

COPIES = [
    *("metrics (1).py", "metrics(2).ipynb", "metrics (1) (1).py", "metrics-1.py"),  # browsers, Canvas
    *(
        "Copy of metrics.ipynb",
        "Copy of Copy of metrics.ipynb",
        "metrics.ipynb의 사본",
        "metrics.ipynb의 사본의 사본",
    ),  # Drive
    *("metrics의 사본.ipynb", "metrics.ipynb의 사본.ipynb", "metrics.ipynb (1)"),
    *("metrics copy.py", "metrics copy 2.py", "metrics 2.py", "metrics 복사본.py", "metrics 복사본 2.py"),  # macOS
    *("metrics - Copy.py", "metrics - Copy (2).py", "metrics - 복사본.py", "복사본 metrics.py"),  # Windows
    *("metrics-Copy1.ipynb", "metrics-Copy12.ipynb"),  # Jupyter
    *("metrics.py.txt", "metrics.ipynb.json", "metrics.ipynb.txt", "metrics.py.py"),  # mail, browsers
    *("Metrics.PY", "METRICS.IPYNB", "Metrics (1).Py"),
    *(
        "metrics_final.py",
        "metrics_final_v2.py",
        "metrics-final2.py",
        "final_metrics.py",
        "metrics_최종.py",
        "metrics_수정본2.py",
    ),
    *("metrics_v2.py", "metrics new.py", "my_metrics.py", "metrics_edited.py", "20231234_metrics.ipynb"),
]
NONE = [
    "metrics.txt",
    "metrics.csv",
    "metrics.pyc",
    "metrics",
    "metrics.py~",
    "metrics.py.bak",
    "mymetrics.py",
    "metric.py",
    "metrics_of_gates.py",
]
BY_PEOPLE = [
    "kim_metrics.py",
    "metrics_김철수.py",
    "hw3-metrics-kim (1).py",
    "week3 metrics.py.txt",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_stands_for_its_exercise_and_for_no_other(name: str) -> None:
    assert is_copy(name, "metrics")
    assert suffix_of(name) in (".py", ".ipynb")
    assert not any(is_copy(name, other) or holds_name(name, other) for other in ("gates", "mlp", "data_prep"))


@pytest.mark.parametrize("name", NONE)
def test_other_files_are_no_copies(name: str) -> None:
    assert not is_copy(name, "metrics")


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_a_name_may_hold_that_of_the_exercise(name: str) -> None:
    assert holds_name(name, "metrics")
    assert not is_copy(name, "metrics")


@pytest.mark.parametrize(
    "name", ["Gradient Descent.py", "gradient-descent (1).py", "GradientDescent.ipynb", "gradient descent copy.py"]
)
def test_a_name_of_several_words_may_be_written_otherwise(name: str) -> None:
    assert is_copy(name, "gradient_descent")


@pytest.mark.parametrize(
    ("name", "stem", "put_right"),
    [
        ("metrics.ipynb의 사본", "metrics", "metrics.ipynb"),
        ("kim.py.txt", "kim", "kim.py"),
        ("Kim (1).PY", "Kim (1)", "Kim (1).PY"),
        ("metrics.ipynb.py", "metrics", "metrics.ipynb.py"),
        ("gates.txt", "gates.txt", "gates.txt"),
    ],
)
def test_text_after_the_ending_is_removed(name: str, stem: str, put_right: str) -> None:
    assert stem_of(name) == stem
    assert proper(name) == put_right


@pytest.mark.parametrize("name", [".py" * 80, "1 " * 120 + ".py", "metrics.py" + "." * 240 + "x", "a" * 250])
def test_an_absurd_name_is_read_too(name: str) -> None:
    assert isinstance(is_copy(name, "metrics"), bool)
