import contextlib

import numpy as np
import pytest
from hostile_values import nested, scalars, values
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary.records import Figure, FunctionRef, GraphFunction, Opaque, Tensor
from grader.feedback import parts
from grader.judge import mistakes
from grader.judge.expect import dtype_of, expect
from grader.judge.failures import WrongAnswer

F32, F64 = np.float32, np.float64
NAN, INF = float("nan"), float("inf")


def tensor(values, dtype=F32, **options):
    return Tensor(np.array(values, dtype), **options)


ANY_FORM = [
    [0.5, 2.0],
    [np.float32(0.5), 2],
    [tensor(0.5), tensor(2.0)],
    np.array([0.5, 2.0]),
    np.array([0.5, 2.0], F32),
    tensor([0.5, 2.0]),
    tensor([0.5, 2.0], variable=True),
    (0.5, 2.0),
]


@pytest.mark.parametrize("value", ANY_FORM, ids=repr)
def test_numbers_are_right_in_any_form(value):
    expect(value).close_to([0.5, 2.0])


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.float64(0.5), np.array(0.5), tensor(0.5)], ids=repr)
def test_a_single_number_is_right_in_any_form(value):
    expect(value).close_to(0.5)


WRONG_NUMBERS = [
    None,
    [],
    np.empty(0),
    (0.5, "2.0"),
    ([0.5, 2.0], [0.5]),
    ([0.5, 2.0],),
    "[0.5, 2.0]",
    [True, False],
    np.array([True, False]),
    np.array([0.5, 2.0], complex),
    np.array([0.5, 2.0], object),
    {0.5, 2.0},
    [0.5, "2.0"],
    [0.5, None],
    [0.5, [2.0]],
    pytest.param(nested(1000), id="nested"),
    [10**400, 2.0],
    Opaque("generator"),
    FunctionRef("relu"),
    GraphFunction("relu", 1, 1),
    [[0.5], [2.0]],
    [[0.5], [2.5]],
    2.5,
    [NAN, 2.0],
    [0.5, INF],
    [-0.5, -2.0],
    [0, 2],
    [1.0, 4.0],  # two numbers may agree by chance
    [0.0, 2.0],  # floats that happen to be whole
    [0.5, 2.0001],
]


@pytest.mark.parametrize("value", WRONG_NUMBERS, ids=lambda value: repr(value)[:40])
def test_wrong_numbers_say_why(wording, value):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).close_to([0.5, 2.0])
    assert str(wrong.value.reason) == wording
    assert str(wrong.value.expected) == "[0.5, 2.0]"


THREE = [0.5, 1.25, 2.75]
CAUSES = [
    [1.0, 2.5, 5.5],
    [0.0, 1.0, 2.0],
    [0, 1, 3],
    [0.0, 0.0, 0.0],
    [1.0, 2.5, 5.6],
    [0.25, 1.5625, 7.5625],
    [0.7071068, 1.118034, 1.658312],
    [2.75, 1.25, 0.5],
    [1.25, 2.75, 0.5],
    [1.5, 2.25, 3.75],
]


@pytest.mark.parametrize("value", CAUSES, ids=str)
def test_a_cause_is_named_only_where_enough_numbers_agree(wording, value):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).close_to(THREE)
    assert str(wrong.value.reason) == wording


BITS = [0, 1, 1, 0]
PLACES = [
    ([1, 0, 0, 1], BITS, mistakes.COMPLEMENT),
    ([0.4, 0.25, 0.9], [0.6, 0.75, 0.1], mistakes.COMPLEMENT),
    ([1, 0], [0, 1], ""),  # two zeros and ones may be the other way round by chance
    ([[1, 3], [2, 4]], [[1, 2], [3, 4]], mistakes.TRANSPOSED),
    ([4.0, 2.0, 1.0], [8.0, 4.0, 2.0, 1.0], mistakes.FIRST_MISSING),
    ([8.0, 4.0, 2.0], [8.0, 4.0, 2.0, 1.0], mistakes.LAST_MISSING),
    ([8.0, 4.0, 2.0, 1.0], [4.0, 2.0, 1.0], mistakes.ONE_TOO_MANY),
    ([0.0, 2.0], [0.0, 0.0, 2.0], ""),  # which of the zeros is missing?
    ([1.0, 2.0, 3.0, 4.0], [[1.0, 2.0], [3.0, 4.0]], mistakes.ONLY_THE_SHAPE),
]


@pytest.mark.parametrize(("value", "right", "sentence"), PLACES, ids=[f"{row[0]} for {row[1]}" for row in PLACES])
def test_right_numbers_in_the_wrong_place_are_called_so(value, right, sentence):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).close_to(right)
    found = [part for part in parts(wrong.value.reason) if part in vars(mistakes).values()]
    assert found == ([sentence] if sentence else [])


def test_a_suite_names_the_mistakes_that_it_knows():
    known = {mistakes.SUM_FOR_MEAN: 8.0, "This is the largest one.": [[4.0]]}
    for value, named in [(8.0, [0]), ([[4.0]], [1]), (3.0, [])]:
        with pytest.raises(WrongAnswer) as wrong:
            expect(value).close_to(2.0, mistakes=known)
        assert [place for place, text in enumerate(known) if str(text) in str(wrong.value.reason)] == named
        assert wrong.value.hint_wanted is not bool(named)
    expect(2.0).close_to(2.0, mistakes=known)


def test_a_wrong_dtype_does_not_hide_the_mistake():
    with pytest.raises(WrongAnswer, match=r"float64.* The step is missing\."):
        expect(np.array([0.5, 2.0])).close_to([1, 1], dtype=int, mistakes={"The step is missing.": [0.5, 2.0]})


@pytest.mark.parametrize("value", [0.0, 1.0, [0.0, 1.0], NAN])
def test_zero_and_one_show_no_mistake(value):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).close_to(np.full(np.shape(value), 0.5), mistakes={"never said": value})
    assert "never said" not in str(wrong.value.reason)


def test_a_transposed_matrix_is_named(wording):
    with pytest.raises(WrongAnswer) as wrong:
        expect(np.zeros((3, 2))).close_to(np.zeros((2, 3)))
    assert str(wrong.value.reason) == wording


def test_the_subject_of_the_sentence_can_be_named(wording):
    with pytest.raises(WrongAnswer) as wrong:
        expect(4.0, "the sum").close_to(5.0)
    assert str(wrong.value.reason) == wording


def test_nan_and_infinity_are_right_only_where_they_are_expected():
    expect([NAN, INF, -INF]).close_to([NAN, INF, -INF])
    for wrong in ([0.0, INF, -INF], [NAN, 1e300, -INF], [NAN, INF, INF]):
        with pytest.raises(WrongAnswer):
            expect(wrong).close_to([NAN, INF, -INF])


def test_the_dtype_is_judged_where_it_is_asked_and_there_is_one(wording):
    expect(np.zeros(2, F32)).close_to([0, 0], dtype=F32)
    expect([0.0, 0.0]).close_to([0, 0], dtype=F32)
    expect(np.zeros(2, int)).close_to([0, 0])
    for wrong in (np.zeros(2), np.zeros(2, int), tensor([0, 0], np.float16), np.float64(0)):
        with pytest.raises(WrongAnswer) as raised:
            expect(wrong).close_to([0, 0], dtype=F32)
        assert str(raised.value.reason) == wording


def test_the_dtype_to_keep_is_that_of_the_arrays_and_tensors_that_went_in():
    assert dtype_of(np.zeros(2, F32), 0.5) == F32
    assert dtype_of(2.0, tensor(1.0, F64)) == F64
    assert dtype_of([1.0, 2.0], 3) is None
    assert dtype_of(np.zeros(2, int)) is None


@pytest.mark.parametrize("value", [3, np.int32(3), np.uint8(3)])
def test_an_int_is_pythons_or_numpys(value):
    expect(value).an_int().equal_to(3)


@pytest.mark.parametrize("value", [True, np.True_, 3.0, np.float32(3), "3", np.array(3), tensor(3, np.int32), None])
def test_an_int_rejects_other_values(wording, value):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).an_int()
    assert str(wrong.value.reason) == wording


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), 0])
def test_a_float_is_pythons_or_numpys_and_may_be_whole(value):
    expect(value).a_float()


@pytest.mark.parametrize("value", [True, "0.5", 1j, np.array(0.5), tensor(0.5), [0.5], None])
def test_a_float_rejects_other_values(wording, value):
    with pytest.raises(WrongAnswer) as wrong:
        expect(value).a_float()
    assert str(wrong.value.reason) == wording


def test_a_tensor_of_a_dtype_and_a_shape(wording):
    expect(tensor([[1.0]])).a_tensor(F32, (1, 1)).close_to([[1.0]])
    expect(tensor([1], np.int64)).a_tensor(int)
    array, variable = np.ones((1, 1), F32), tensor([[1.0]], variable=True)
    for wrong in (array, variable, tensor([[1.0]], F64), tensor([1.0]), tensor([[True]], bool)):
        with pytest.raises(WrongAnswer) as raised:
            expect(wrong).a_tensor(F32, (1, 1))
        assert f"{raised.value.reason}\n{raised.value.expected}" == wording


def test_an_array_is_not_a_tensor_or_a_list():
    expect(np.zeros(2, np.int16)).an_array(int, (2,)).equal_to(np.array([0, 0]))
    for wrong in (tensor([0, 0], int), [0, 0], np.zeros(2), np.zeros(2, bool)):
        with pytest.raises(WrongAnswer):
            expect(wrong).an_array(int)


def test_a_tuple_gives_one_expectation_per_part(wording):
    total, product = expect((3, 2.0)).a_tuple(2)
    total.an_int().equal_to(3)
    for wrong in (
        lambda: product.close_to(5.0),
        lambda: expect([3, 2]).a_tuple(2),
        lambda: expect((1, 2, 3)).a_tuple(2),
    ):
        with pytest.raises(WrongAnswer) as raised:
            wrong()
        assert str(raised.value.reason) == wording


def test_a_dict_has_its_keys_and_no_others(wording):
    assert expect({"w": 1, "b": 2}).a_dict("w", "b") == {"w": 1, "b": 2}
    for wrong in ({"w": 1}, {"w": 1, "b": 2, 3: 0}, []):
        with pytest.raises(WrongAnswer) as raised:
            expect(wrong).a_dict("w", "b")
        assert str(raised.value.reason) == wording


def test_strings_functions_and_figures(wording):
    expect("vector").a_string().equal_to("vector")
    expect(FunctionRef("f")).a_callable()
    assert expect(Figure((), 1)).a_figure().axes == ()
    for judge in (expect(3).a_string, expect(3).a_callable, expect(3).a_figure):
        with pytest.raises(WrongAnswer) as raised:
            judge()
        assert str(raised.value.reason) == wording


@pytest.mark.parametrize(
    ("value", "reference"),
    [(1, True), (True, 1), ("1", 1), (1.5, 1), (NAN, NAN), ([1], (1,)), ("a", "b"), ({1: 1}, {1: 2}), (None, 0)],
)
def test_equal_to_is_exact(value, reference):
    with pytest.raises(WrongAnswer):
        expect(value).equal_to(reference)


def test_each_value_must_hold(wording):
    expect([0.1, 0.9]).each(lambda y: (y > 0) & (y < 1), "lie between 0 and 1")
    expect(np.empty((0, 2))).of_shape((0, 2)).each(lambda y: y > 0, "be positive")
    for wrong in ([0.5, 1.0], [NAN], [], ["a"]):
        with pytest.raises(WrongAnswer) as raised:
            expect(wrong).each(lambda y: (y > 0) & (y < 1), "lie between 0 and 1")
        assert str(raised.value.reason) == wording


def test_numbers_to_compute_with_are_never_nan():
    assert expect(tensor([1, 2])).numbers((2,)).sum() == 3.0
    for wrong in ([NAN, 1.0], [1.0], None):
        with pytest.raises(WrongAnswer):
            expect(wrong).numbers((2,))


def test_a_condition_of_the_suites_own():
    expect(3).that(True, "never said", "3")
    with pytest.raises(WrongAnswer) as wrong:
        expect([3, 1]).that(False, "The result falls.", "rising numbers")
    assert (wrong.value.returned, str(wrong.value.expected)) == ("[3, 1]", "rising numbers")


@given(st.lists(st.floats(width=32), max_size=5), st.sampled_from([list, np.array, tensor]))
def test_every_answer_equals_itself(numbers, form):
    expect(form(numbers)).close_to(numbers)


@given(scalars.filter(lambda value: not isinstance(value, int | float | np.integer | np.floating) or value != value))
def test_a_value_that_is_not_a_number_equals_no_number(value):
    for reference in (0.0, 1.0):
        with pytest.raises(WrongAnswer):
            expect(value).close_to(reference)


@given(values)
def test_no_value_breaks_the_judgement(value):
    judge = expect(value)
    for method in (
        judge.a_float,
        judge.an_int,
        judge.a_string,
        judge.a_callable,
        judge.a_figure,
        judge.a_dict,
        judge.numbers,
        lambda: judge.a_dict("w", 1, None),
        lambda: judge.a_tuple(2),
        lambda: judge.a_tensor(F32, (2,)),
        lambda: judge.an_array(int),
        lambda: judge.of_shape((3,)),
        lambda: judge.each(lambda y: y > 0, "be positive"),
        *(lambda x=x: judge.equal_to(x) for x in (1, 0.5, True, "a", None, (1, [2.0]), {"a": 1}, np.ones(3), {1})),
        *(lambda x=x: judge.close_to(x, dtype=F32) for x in (1, [1.0, NAN, INF], np.ones((2, 3)), np.empty(0))),
    ):
        with contextlib.suppress(WrongAnswer):
            method()
