"""What to do about an exception that beginners meet."""

from __future__ import annotations

from grader.feedback import N_

ONE_HOT_LABELS = N_("These labels are one-hot (rows of 0 and 1). Their loss is `categorical_crossentropy`.")
ADVICE: tuple[tuple[set[str], str, str], ...] = (
    (
        {"TypeError"},
        r"real number, not '?(list|tuple|numpy\.ndarray|\S*EagerTensor)|only (length-1|0-dimensional) arrays",
        N_("`math`, `float` and `int` take one number. For many, use NumPy: `np.exp(np.asarray(x))`."),
    ),
    (
        {"TypeError"},
        r"multiply sequence by non-int",
        N_("Only numbers and arrays can be multiplied by a fraction. Convert a list first: `np.asarray(x)`."),
    ),
    (
        {"TypeError", "AttributeError"},
        r"operand.*'list'|instances of.*'list'|^list indices.*not (tuple|list|ndarray)|not '?list"
        r"|concatenate list|'list' object has no attribute '(astype|dtype|mean|ndim|reshape|shape|size|sum|T)'",
        N_("You cannot calculate with a list. Convert it to an array first: `np.asarray(x)`."),
    ),
    (
        {"ValueError"},
        r"truth value of an array",
        N_(
            "`if`, `and` and `or` need one True or False, but an array holds many. Use `np.where`, `&` and `|` to "
            "decide for each number."
        ),
    ),
    (
        {"ValueError"},
        r"read-only",
        N_("You must not change the arguments. Make a new array: `x = x + 1` does, `x += 1` does not."),
    ),
    (
        {"TypeError", "AttributeError", "ValueError"},
        r"NoneType|None values",
        N_("A value here is None. Does a function lack its `return`, or did the tape not watch this variable?"),
    ),
    (
        {"NotImplementedError"},
        r"started as non-Tensor|break and return statements|return statement cannot be placed inside",
        N_(
            "A loop of a tf.function must end by its condition. Put the tensor there, as in `while x >= 1:`, and move "
            "`break` and `return` out of the loop."
        ),
    ),
    (
        {"ValueError"},
        r"must be defined before the loop",
        N_("Give this variable a value before the loop starts."),
    ),
    (
        {"ValueError"},
        r"(else|main) branch must also have a return|must also be (initialized|defined) in the (else|main) branch",
        N_("In a tf.function, both branches of an `if` must return or set the same variables. Write the `else`, too."),
    ),
    (
        {"AttributeError"},
        r"'SymbolicTensor' object has no attribute 'numpy'",
        N_("A tensor has no numbers while the graph is built. Use TensorFlow operations instead of `.numpy()`."),
    ),
    (
        {"OperatorNotAllowedInGraphError"},
        "",
        N_(
            "Python asks a tensor for True or False here, but a tensor has no value while the graph is built. Use a "
            "plain `if` or `while`, no `assert` or `bool`, and `@tf.function` without `autograph=False`."
        ),
    ),
    (
        {"TypeError"},
        r"has dtype \w+ (in the main branch|before the loop)",
        N_("This variable must keep its dtype. Convert with `tf.cast`, or start with the right dtype."),
    ),
    (
        {"TypeError", "InvalidArgumentError"},
        r"of '\w+' Op has type|was expected to be a \w+ tensor but is a|Cannot convert [-+.\de]+ to EagerTensor",
        N_("Both numbers need the same dtype. Convert one of them with `tf.cast`."),
    ),
    (
        {"TypeError", "ValueError"},
        r"same nested structure in the main and else|has shape .* before the loop, but shape",
        N_("Both branches of an `if`, and every pass of a loop, must give a value of the same kind and shape."),
    ),
    (
        {"ValueError"},
        r"only supports singleton tf\.Variables",
        N_("Do not create a `tf.Variable` inside a tf.function. A plain number can count."),
    ),
    (
        {"TypeError"},
        r"not SymbolicTensor",
        N_("`math` and NumPy cannot use a tensor while the graph is built. Use `tf.math` instead."),
    ),
    (
        {"RuntimeError"},
        r"as_numpy_iterator\(\)` is only supported in eager mode",
        N_("A tf.function cannot take numbers out of a dataset. Write a plain `for x in dataset`."),
    ),
    (
        {"InaccessibleTensorError"},
        "",
        N_("A list cannot collect tensors from a loop of a tf.function. Keep a running result in a variable instead."),
    ),
    (
        {"StagingError", "RecursionError"},
        r"maximum recursion depth",
        N_("The function calls itself forever. In a tf.function, use a loop instead of recursion."),
    ),
    (
        {"ValueError"},
        r"target\.ndim",
        ONE_HOT_LABELS,
    ),
    (
        {"TypeError"},
        r"'(?!NoneType')[\w.]+' object is not callable",
        N_(
            "What stands before the `(` is a value, not a function. Is a `*` missing, or has a variable the name of a "
            "function?"
        ),
    ),
    (
        {"TypeError"},
        r"'(builtin_function_or_method|function|method|numpy\.ufunc)' object is not subscriptable",
        N_("A function is called with `( )`, not with `[ ]`."),
    ),
    (
        {"TypeError"},
        r"operand.*'(builtin_function_or_method|function|method|numpy\.ufunc)'",
        N_("A function stands where a number is needed. Call it: `f(x)`."),
    ),
    (
        {"TypeError", "AttributeError"},
        r"'(int|float)' object is not (iterable|subscriptable)|iteration over a 0-d|has no len\(\)|len\(\) of unsized"
        r"|Scalar tensor has no"
        r"|^'(int|float)' object has no attribute '(astype|dtype|mean|ndim|reshape|shape|size|sum|T)'",
        N_("A single number has no elements. `np.asarray(x)` treats numbers and lists alike; `range(n)` counts."),
    ),
    (
        {"TypeError"},
        r"Tensor' object does not support item assignment",
        N_("A tensor cannot be changed. Make a new one, for example with `tf.where`, or use a NumPy array."),
    ),
    (
        {"AttributeError"},
        r"^'?[\w.]*EagerTensor'? object has no attribute",
        N_("Tensors have no such method. Use a function, as in `tf.reshape(x, ...)`, or `x.numpy()` first."),
    ),
    (
        {"AttributeError"},
        r"^'(int|float|list|numpy\.\w+)' object has no attribute 'numpy'",
        N_("This is not a tensor. Leave out `.numpy()`."),
    ),
    (
        {"UnboundLocalError"},
        "",
        N_("Give this variable a value in the function before you use it, and in every branch."),
    ),
    (
        {"IndexError"},
        r"index.* out of (range|bounds)",
        N_("Counting starts at 0, so the last index is `len(x) - 1`."),
    ),
    (
        {"IndexError"},
        r"too many indices",
        N_("The array has fewer axes than you index. Print its `shape`."),
    ),
    (
        {"ValueError", "InvalidArgumentError"},
        r"mismatch in its core dimension|not aligned|Matrix size-incompatible",
        N_("In `a @ b`, a must have as many columns as b has rows. Print the `shape` of both."),
    ),
    (
        {"ValueError", "InvalidArgumentError"},
        r"could not be broadcast together|^Incompatible shapes",
        N_("These two shapes do not fit together. Print the `shape` of both, and choose another axis or `reshape`."),
    ),
    (
        {"ValueError"},
        r"inhomogeneous shape|non-rectangular",
        N_("All rows of an array must have the same length."),
    ),
    (
        {"ValueError"},
        r"^Unrecognized data type: x=\[",
        N_("`fit` needs arrays or tensors. Convert a list first: `np.asarray(x)`."),
    ),
    (
        {"ValueError"},
        r"^Argument\(s\) not recognized|^Could not interpret \w+ (function )?identifier",
        N_("Is this name misspelt?"),
    ),
    (
        {"ValueError"},
        r"KerasTensor cannot be used as input to a TensorFlow function",
        N_('Inside a model, use a layer such as `keras.layers.Activation("relu")`, not a TensorFlow function.'),
    ),
    (
        {"ImportError"},
        r"optimizers\.legacy",
        N_("Leave out `legacy`: `tf.keras.optimizers.SGD()`."),
    ),
    ({"ImportError"}, r"^cannot import name", N_("Is this name misspelt?")),
    ({"ZeroDivisionError"}, "", N_("What should the result be when you would divide by 0?")),
    ({"AttributeError"}, r"^module '.*' has no attribute", N_("Is this name misspelt?")),
    (
        {"TypeError"},
        r"'bool' object is not iterable",
        N_("`==` compares two lists as a whole: one True or False. Convert them first: `np.asarray(x)`."),
    ),
    (
        {"BdbQuit"},
        "",
        N_("Nobody can debug while your code is graded. Delete `set_trace()`."),
    ),
    (
        {"EOFError"},
        r"reading a line",
        N_("Nobody can type while your code is graded. Use the function's parameters instead of `input()`."),
    ),
    (
        {"FileNotFoundError"},
        "",
        N_("This file does not exist where your code is graded. Use the function's parameters, or hand in the file."),
    ),
    (
        {"OSError"},
        r"No space left on device",
        N_("Your code writes too much, or too many files. Keep the numbers in memory instead."),
    ),
    (
        {"OSError"},
        r"Read-only file system",
        N_("Your code may write only in its own folder. Use a file name without a folder."),
    ),
    (
        {"ImportError"},
        r"No module named",
        N_(
            "No library or file of this name exists where your code is graded. Use the libraries that the stub "
            "imports, and hand in every file of your own that you import."
        ),
    ),
    (
        {"ValueError"},
        r"dtype='string' is not a valid dtype",
        N_("Pass metrics to `compile` by name: `metrics=[...]`. The third argument is something else."),
    ),
    ({"ValueError"}, r"Cannot convert '\d+' to a shape", N_("A shape is a tuple, even with one number: `(3,)`.")),
)
"""What to do about an exception that beginners meet: kinds, a pattern of its message, and the advice, to which a hint
at the check's idea would add nothing."""
