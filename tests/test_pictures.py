"""Wrong values that people would rather see: each kind of picture once, for a mistake that shows in it."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from grader.course.model import load_course
from grader.grading.grader import private_folder
from grader.judge.client import run_judge
from grader.language import render
from grader.processes.jobs import JudgeJob
from grader.processes.policy import LAYERS
from grader.report.pictures import sound_pictures

COURSE = load_course()
MISTAKES = Path(__file__).parent / "mistakes"
OVERLAY, REGIONS = "The wide blue line is right", "The answer is 1 in the shaded part"

WRONG = {
    "a curve": ("activations/tanh_is_sigmoid", "test_tanh_examples", OVERLAY),
    "a curve with parameters": ("activations/leaky_alpha_both_sides", "test_leaky_relu_examples", OVERLAY),
    "a curve for each slope": ("activations/prelu_first_slope", "test_prelu_examples", OVERLAY),
    "a slope": ("activations/relu_grad_sign", "test_relu_grad_examples", OVERLAY),
    "the way down a parabola": ("gradient_descent/descend_uphill", "test_descend_examples", OVERLAY),
    "a line through points": ("gradient_descent/sgd_without_b", "test_sgd_linear_regression_examples", OVERLAY),
    "weights": ("gates/weights_nand_is_nor", "test_gate_weights_examples", REGIONS),
    "XOR of gates": ("gates/xor_is_or", "test_xor_examples", REGIONS),
    "a trained gate": ("gates/train_not_at_all", "test_train_perceptron_learns_or", REGIONS),
    "a network for XOR": ("mlp/forward_without_activations", "test_forward_examples", REGIONS),
    "a trained network": ("mlp/train_not_at_all", "test_train_xor_learns", REGIONS),
    "learning curves": ("keras_pipeline/train_on_validation", "test_train_history", OVERLAY),
    "a ROC curve": ("metrics/roc_turns_left_out", "test_roc_curve_examples", OVERLAY),
}


@pytest.fixture(scope="module")
def checked(server):
    """`checked(mistake, check)` is the outcome of one check for the solution with that mistake, or without any."""

    def checked(mistake, check):
        (exercise,) = COURSE.choose([mistake.partition("/")[0]])
        wrong = MISTAKES / f"{mistake}.py"
        text = COURSE.solution(exercise).read_text() + (wrong.read_text() if wrong.exists() else "")
        with private_folder() as folder:
            main = folder / f"{exercise.name}.py"
            main.write_text(text)
            job = JudgeJob.of(exercise, folder, main, seed=1, hidden_seed=1, layers=LAYERS, checks=(check,))
            return run_judge(server, job, lambda result: None).results[check]

    return checked


@pytest.mark.parametrize(("mistake", "check", "text"), WRONG.values(), ids=WRONG)
def test_a_student_sees(checked, mistake, check, text):
    found = checked(mistake, check)
    assert (found.status, found.visibility) == ("failed", "visible")
    ((picture, alt),) = sound_pictures(found)
    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    assert len(picture) < 12_000
    assert image.height == 270
    assert image.width in (290, 480)
    assert len(image.convert("RGB").getcolors()) > 8  # more than empty axes
    assert text in render(alt, "en")
    assert not render(alt, "ko").isascii()


def test_a_right_value_is_not_drawn(checked):
    found = checked("activations/", "test_tanh_examples")
    assert (found.status, found.pictures, found.alts) == ("passed", (), ())


def test_a_wrong_value_of_a_hidden_check_is_not_drawn(checked):
    found = checked("activations/tanh_is_sigmoid", "test_tanh_formula")
    assert (found.status, found.visibility, found.pictures, found.alts) == ("failed", "hidden", (), ())
