import numpy as np
import pytest

from grader.judge.expect import dtype_of
from grader.judge.inputs import FORMS, MANY_SHAPES, array32, array64, plain, tensor32, tensor64


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_same_numbers(form):
    assert plain(form([0.5, -2.0])).tolist() == [0.5, -2.0]


def test_arrays_and_tensors_have_a_dtype_to_keep():
    assert [dtype_of(form([1.0])) for form in (array32, tensor32)] == [np.float32] * 2
    assert [dtype_of(form([1.0])) for form in (array64, tensor64)] == [np.float64] * 2
    assert dtype_of([1.0]) is None


def test_the_shapes_run_from_a_number_to_rank_4():
    assert {plain(x).ndim for x in MANY_SHAPES} == {0, 2, 3, 4}
