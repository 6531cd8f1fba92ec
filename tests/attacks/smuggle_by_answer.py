# title: returns the input as names, keys and types
# attacks: relu
# status: failed
# stopped by: report
# threat: 2

import warnings


def relu(x):
    text = repr(x)
    warnings.warn(text, stacklevel=1)
    answer = type(text, (), {})()
    return {text: answer, "also": [text, text.encode()]}
