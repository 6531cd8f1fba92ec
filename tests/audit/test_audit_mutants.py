"""Mutants of a solution: what is changed, what is left alone, and what each of them is called."""

import ast

import pytest
from audited_course import SOLUTION

from grader.audit.mutants import mutants

TWO = '''\
"""Adds 1 to 2 numbers."""

LIMIT = 10


def first(x):
    """first(1) -> 2"""
    # BEGIN SOLUTION
    y = x + 1
    return y
    # END SOLUTION


# BEGIN SOLUTION
RATE = 0.5
# END SOLUTION


# BEGIN SOLUTION
@staticmethod
# END SOLUTION
def second(x, factor=3):
    return x * factor
'''


def ids(source):
    return [mutant.id for mutant in mutants(source)]


def test_they_are_the_same_every_time():
    assert mutants(SOLUTION) == mutants(SOLUTION)
    assert len(set(ids(SOLUTION))) == len(ids(SOLUTION)) > 5


def test_a_mutant_is_named_after_function_operator_and_occurrence_and_shows_what_it_changes():
    mutant = next(each for each in mutants(SOLUTION) if each.id == "larger:ReplaceComparisonOperator_Gt_Lt:0")
    assert "return a if a < b else b" in mutant.source
    assert mutant.diff.splitlines()[1:] == ["-    return a if a > b else b", "+    return a if a < b else b"]


def test_only_what_students_write_is_changed():
    made = mutants(TWO)
    assert {mutant.id.split(":")[0] for mutant in made} == {"first", "RATE", "second"}
    for mutant in made:
        assert '"""Adds 1 to 2 numbers."""\n\nLIMIT = 10\n' in mutant.source
        assert '"""first(1) -> 2"""' in mutant.source
        assert "def second(x, factor=3):\n    return x * factor" in mutant.source


def test_a_decorator_that_students_write_is_taken_away():
    [mutant] = [each for each in mutants(TWO) if each.id.startswith("second:")]
    assert mutant.id == "second:RemoveDecorator:0"
    assert "@staticmethod" not in mutant.source


def test_the_text_of_a_message_is_left_alone():
    raising = TWO.replace("y = x + 1", 'if x > 0: raise ValueError(f"{x - 1} is too much")')
    assert {name.split(":")[1].split("_")[0] for name in ids(raising) if name.startswith("first:")} == {
        "AddNot",
        "NumberReplacer",
        "ReplaceComparisonOperator",
    }
    assert all('f"{x - 1} is too much"' in mutant.source for mutant in mutants(raising))


def test_an_id_does_not_depend_on_other_functions():
    alone = [name for name in ids(TWO) if name.startswith("RATE:")]
    assert [name for name in ids(TWO.replace("x + 1", "x - 1 + 2 * 3")) if name.startswith("RATE:")] == alone


def test_what_does_not_compile_or_means_the_same_is_left_out():
    meanings = [ast.dump(ast.parse(mutant.source)) for mutant in mutants(TWO)]
    assert len(set(meanings)) == len(meanings)
    assert ast.dump(ast.parse(TWO)) not in meanings


@pytest.mark.parametrize("solution", ["x = 1\n", "# BEGIN SOLUTION\n# END SOLUTION\n"])
def test_nothing_to_change_gives_no_mutants(solution):
    assert mutants(solution) == []
