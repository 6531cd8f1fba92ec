"""The mistakes that beginners of the chapter make most: what the student reads names the mistake."""

import pytest

from grader.audit.material import read_material
from grader.course.model import load_course
from grader.feedback import Message, parts
from grader.grading.grader import private_folder
from grader.judge import mistakes, reasons
from grader.judge.advice import ONE_HOT_LABELS
from grader.judge.client import run_judge
from grader.processes.jobs import JudgeJob
from grader.processes.policy import LAYERS

COURSE = load_course()

COMMON = [
    # the exercise, the program of tests/mistakes/, a visible check, the sentence that names the mistake
    ("activations", "forgot_return", "test_relu_examples", reasons.NO_RETURN),
    ("metrics", "recall_prints", "test_recall_examples", reasons.PRINTED),
    ("gates", "step_of_bools", "test_step_examples", reasons.BOOLS),
    ("gates", "train_returns_the_history", "test_train_perceptron_xor", reasons.HISTORY),
    ("tensor_ops", "arithmetic_floor", "test_arithmetic_examples", mistakes.WHOLE_NUMBERS),
    ("gates", "perceptron_as_a_column", "test_perceptron_examples", mistakes.ONLY_THE_SHAPE),
    ("gates", "perceptron_sums_columns", "test_perceptron_examples", mistakes.OTHER_AXIS),
    ("metrics", "confusion_matrix_transposed", "test_confusion_matrix_examples", mistakes.TRANSPOSED),
    ("metrics", "precision_nan", "test_precision_examples", mistakes.NAN),
    ("gates", "step_at_the_threshold", "test_step_examples", mistakes.AT_THE_THRESHOLD),
    ("metrics", "accuracy_whole_lists", "test_accuracy_examples", mistakes.LISTS_COMPARED),
    ("metrics", "precision_is_recall", "test_precision_examples", mistakes.RECALL),
    ("metrics", "recall_is_precision", "test_recall_examples", mistakes.PRECISION),
    ("activations", "sigmoid_grad_of_its_value", "test_sigmoid_grad_examples", mistakes.SIGMOID_OF_SIGMOID),
    ("mlp", "dense_activation_forgotten", "test_dense_examples", mistakes.ACTIVATION_MISSING),
    ("keras_pipeline", "build_logits", "test_build_model_examples", mistakes.OTHER_ACTIVATION),
    ("keras_pipeline", "compile_sparse", "test_compile_model_losses", ONE_HOT_LABELS),
    ("gradient_descent", "descend_uphill", "test_descend_examples", mistakes.UPHILL),
    ("gradient_descent", "descend_end_missing", "test_descend_examples", mistakes.LAST_MISSING),
    ("gradient_descent", "sgd_seed_ignored", "test_sgd_linear_regression_repeats_with_the_seed", mistakes.SEED_IGNORED),
    ("backprop", "train_uphill", "test_train_step_examples", mistakes.UPHILL),
    ("backprop", "train_w2_first", "test_train_step_examples", mistakes.CHANGED_TOO_EARLY),
    ("backprop", "train_loss_sum", "test_train_step_formula", mistakes.SUM_FOR_MEAN),
    ("data_prep", "standardize_sample_deviation", "test_standardize_examples", mistakes.SAMPLE_DEVIATION),
    ("data_prep", "standardize_both_together", "test_standardize_examples", mistakes.SCALED_BY_BOTH),
    ("data_prep", "standardize_own_numbers", "test_standardize_examples", mistakes.SCALED_BY_ITSELF),
    ("keras_pipeline", "split_shuffles_x_alone", "test_split_examples", mistakes.PAIRS_BROKEN),
    ("training", "batches_pairs_broken", "test_mini_batches_examples", mistakes.PAIRS_BROKEN),
    ("training", "batches_short_one_dropped", "test_mini_batches_examples", mistakes.SHORT_BATCH_MISSING),
]


@pytest.mark.parametrize(("name", "mistake", "check", "sentence"), COMMON, ids=[f"{row[0]}-{row[1]}" for row in COMMON])
def test_the_message_names(server, name, mistake, check, sentence):
    (exercise,) = COURSE.choose([name])
    with private_folder() as folder:
        main = folder / f"{name}.py"
        main.write_text(read_material(COURSE, exercise).mistakes[mistake])
        job = JudgeJob.of(exercise, folder, main, seed=1, hidden_seed=1, layers=LAYERS, checks=(check,))
        found = run_judge(server, job, lambda result: None).results[check]
    assert found.visibility == "visible"
    template = sentence.text if isinstance(sentence, Message) else sentence
    assert template in [part.text for part in parts(found.message)], str(found.message)
