"""Keras models as they come from a worker, and what a hostile one may make of them."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
from hypothesis import strategies as st

from grader.boundary import codec
from grader.boundary.judge_codec import from_wire
from grader.boundary.records import Model
from grader.boundary.worker_codec import Objects


def arrived(model: keras.Model) -> Model:
    """The model as it comes from a worker."""
    wire = Objects(lambda name: None, lambda name: None).to_wire(model)
    return from_wire(codec.from_bytes(codec.to_bytes(wire)))


def fill(model: keras.Model) -> keras.Model:
    """The model with weights that are not where initialisers leave them."""
    random = np.random.default_rng(3)
    model.set_weights([random.uniform(0.1, 1, weight.shape).astype(weight.dtype) for weight in model.get_weights()])
    return model


def edited(model: keras.Model, *path: str | int, value: object, weights: tuple[np.ndarray, ...] | None = None) -> Model:
    """What arrived, with another value at the end of a path through its config."""
    record = arrived(model)
    *places, last = path
    part = record.config
    for place in places:
        part = part[place]
    part[last] = value
    return record if weights is None else replace(record, weights=weights)


ODD = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 5, 4096, 10**30, 1e30, float("nan"), "", "relu", "\ud800", [], {}])
)


def places(part: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [(*path, key) for key, _ in inner] + [each for key, value in inner for each in places(value, (*path, key))]
