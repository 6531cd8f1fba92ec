"""An automatic grader for deep-learning exercises in TensorFlow."""

__version__ = "0.1.0"
