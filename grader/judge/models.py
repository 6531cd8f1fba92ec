"""A submission's Keras model, rebuilt by the judge from config and weights, and measured by the judge itself."""

from __future__ import annotations

import keras
import numpy as np

from grader.judge.allowed import NotGradable, check_config
from grader.judge.assembly import Assembly
from grader.judge.failures import SubmissionFailure
from grader.judge.plan import read_graph
from grader.language import _
from grader.runtime.values import Model


def rebuild(model: Model) -> keras.Model:
    """The model, built anew in this process; SubmissionFailure with a clear sentence when it cannot be graded.

    It is a functional model. A model inside the model is taken apart, so that a suite finds each layer in `layers`.
    """
    try:
        return _rebuilt(model)
    except NotGradable as refusal:
        raise _not_graded(str(refusal)) from None
    except Exception as error:  # whatever Keras makes of a config and weights that do not fit each other
        reason = _("Keras cannot build it from its own description ({error})")
        raise _not_graded(reason.format(error=type(error).__name__)) from None


def predict(model: Model, x: np.ndarray) -> np.ndarray:
    """What the rebuilt model answers to `x`, outside of training."""
    built = rebuild(model)
    try:
        return np.asarray(built(x, training=False))
    except Exception as error:
        reason = _("it cannot be applied to an input of shape {shape} ({error})")
        raise _not_graded(reason.format(shape=x.shape, error=type(error).__name__)) from None


def _rebuilt(model: Model) -> keras.Model:
    if not model.built:
        raise NotGradable(_("it has no weights yet; give the input shape, with keras.Input or Input layers"))
    check_config(model.config)
    assembly = Assembly(read_graph(model.class_name, model.config), model.weights)
    if not all(np.isfinite(weight).all() for weight in model.weights):
        raise NotGradable(_("its weights hold NaN or infinity: training diverged"))
    return assembly.model()


def _not_graded(reason: str) -> SubmissionFailure:
    told = _("This model cannot be graded: {reason}.").format(reason=reason)
    return SubmissionFailure("failed", told, says_all=True)
