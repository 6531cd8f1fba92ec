"""Scores for a grid search, which remember what they were called with, and what is asked of a model where it lives."""

import tensorflow as tf

CALLS = []


def count_from_zero():
    CALLS.clear()


def calls():
    """The combinations that were scored since `count_from_zero`, in order."""
    return CALLS


def size(**combination):
    """Numbers count as what they are, True as 1, other values by the length of their text."""
    CALLS.append(combination)
    return sum(float(value) if isinstance(value, int | float) else len(str(value)) for value in combination.values())


def gain(rate, units):
    """By its names, so that only `score(**combination)` works."""
    CALLS.append({"rate": rate, "units": units})
    return units - 10 * rate


def debt(**combination):
    """Never above 0, and often the same for several combinations."""
    CALLS.append(combination)
    return -((sum(combination.values()) * 7) % 5) - 0.5


def seed_elsewhere(seed):
    """What other code may do between two trainings, and what must not decide about them."""
    tf.keras.utils.set_random_seed(seed)


def steps_taken(model):
    return int(model.optimizer.iterations)
