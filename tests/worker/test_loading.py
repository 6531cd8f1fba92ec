import contextlib
import io
import json
import sys
import traceback
import types

import pytest

from grader.program.program import read_program
from grader.worker.loading import Loader, LoadFailed


@pytest.fixture
def marks(monkeypatch):
    """A module that submissions import; `made` is what they have made with it so far."""
    module = types.ModuleType("marks")
    module.made = []

    def make(name, value=None):
        module.made.append(name)
        return value

    module.make = make
    monkeypatch.setitem(sys.modules, "marks", module)
    return module


@pytest.fixture
def loader(tmp_path, monkeypatch):
    """`loader(text)` loads from a submission with this text; a list of texts is a notebook's cells."""

    def load(source):
        path = tmp_path / ("work.py" if isinstance(source, str) else "work.ipynb")
        cells = [{"cell_type": "code", "source": text} for text in source]
        path.write_text(source if isinstance(source, str) else json.dumps({"nbformat": 4, "cells": cells}))
        monkeypatch.delitem(sys.modules, "work", raising=False)
        return Loader(read_program(path), path)

    return load


LAZY = """
import marks
A = marks.make("A", 2)
B = marks.make("B", 3)
def a(): return A
def b(): return B
marks.make("scratch")
"""


def test_a_name_brings_only_what_it_needs_and_only_once(loader, marks):
    found = loader(LAZY)
    assert found.load("a")() == 2
    assert marks.made == ["A"]
    assert found.load("b")() == 3
    assert found.load("a")() == 2
    assert marks.made == ["A", "B"]


def test_what_raises_harms_only_what_depends_on_it(loader):
    found = loader("DATA = open('/no/such/file')\ndef reads(): return DATA\ndef sound(): return 1\n")
    assert found.load("sound")() == 1
    assert found.load("reads") is found.namespace["reads"]  # it is there, as in a notebook; calling it raises
    with pytest.raises(NameError):
        found.load("reads")()
    with pytest.raises(LoadFailed) as failed:
        found.load("DATA")
    assert type(failed.value.cause) is FileNotFoundError


def test_an_undefined_name_has_no_cause(loader):
    with pytest.raises(LoadFailed) as failed:
        loader("x = 1").load("y")
    assert failed.value.cause is None


def test_the_whole_program_runs_once_when_a_slice_fails(loader, marks):
    found = loader('import marks\nmarks.make("all")\nglobals()["f"] = len\nglobals()["g"] = abs\n')
    assert found.load("f") is len
    assert found.load("g") is abs
    for _ in range(2):
        with pytest.raises(LoadFailed):
            found.load("h")
    assert marks.made == ["all"]


def test_statements_that_run_late_undo_nothing(loader):
    found = loader("K, M = 1, 2\ndef b(): return M\nK = 5\ndef a(): return K\n")
    a = found.load("a")
    assert found.load("b")() == 2
    assert a() == 5


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "RecursionError"])
def test_any_exception_is_caught(loader, error):
    with pytest.raises(LoadFailed) as failed:
        loader(f"def stop(): raise {error}\nx = stop()\n").load("x")
    assert type(failed.value.cause).__name__ == error


def last_frame(error):
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return frame.filename, frame.lineno, frame.line


def test_tracebacks_point_at_the_line(loader):
    function = loader("# 한국어\n\ndef f():\n    return 1 / 0\n").load("f")
    with pytest.raises(ZeroDivisionError) as raised:
        function()
    assert last_frame(raised.value) == ("work.py", 4, "return 1 / 0")


def test_tracebacks_point_at_the_cell(loader):
    function = loader(["x = 0", "%matplotlib inline\ndef f():\n    return 1 / x\n"]).load("f")
    with pytest.raises(ZeroDivisionError) as raised:
        function()
    assert last_frame(raised.value) == ("work.ipynb, cell 2", 3, "return 1 / x")


def test_the_submission_is_a_module_that_its_parts_can_import(loader):
    found = loader("class Point: ...\ndef f():\n    import work\n    return work.f is f, Point.__module__\n")
    assert found.load("f")() == (True, "work")


DAMAGES = {
    "replaces a function": (
        "def helper(): ...\ndef f():\n    global helper\n    helper = None\n    return helper",
        True,
    ),
    "deletes a function": ("def helper(): ...\ndef f():\n    del globals()['helper']\n    helper", True),
    "replaces a class": ("class C: ...\ndef f():\n    global C\n    C = C and int", True),
    "counts": ("n = 0\ndef f():\n    global n\n    n += 1", False),
    "nothing": ("def f(): ...", False),
}


@pytest.mark.parametrize(("text", "damaged"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_call_that_breaks_what_the_submission_defines_is_seen(loader, text, damaged):
    found = loader(text)
    function = found.load("f")
    assert not found.is_damaged()
    with contextlib.suppress(NameError):
        function()
    assert found.is_damaged() == damaged


SCORES = """
import marks
def precision(y, guessed): return 2 + y + guessed
def f1(y, guessed): return 10 * precision(y, guessed)
def pick(): return sorted([3], key=lambda y: precision(y, 1))[0] + len([precision])
def train(): return marks.make("training")
"""

REUSES = {
    "assignment": "precision = precision(1, 2)",
    "rounded": "precision = round(precision(1, 2), 3)\nprint(precision)",
    "a number": "precision = 0.5",
    "None": "precision = None",
    "two names": "precision = best = train()",
    "with a type": "precision: float = train()",
    "added to": "precision += 1",
    "a tuple": "precision, best = train()",
    "a list of names": "[best, *precision] = train()",
    "names in names": "(best, (precision, _)), other = train()",
    "a list with functions in it": "precision, best = [len, train()]",
    "walrus": "if (precision := train()): print(precision)",
    "walrus in a list": "[precision := marks.make(i) for i in range(3)]",
    "for": "for precision in range(3): train()",
    "for, several": "for i, (precision, *_) in enumerate(train()): pass\nelse: precision = 3",
    "for over functions": "for precision in (precision, f1): print(precision(1, 2))",
    "endless": "while True: precision = train()",
    "with": "with open('x') as precision: train()",
    "with, several": "with train(), open('x') as (precision, best): pass",
    "except": "try: train()\nexcept ValueError as precision: pass",
    "except group": "try: train()\nexcept* ValueError as precision: pass",
    "finally": "try: train()\nfinally: precision = 1",
    "del": "del precision",
    "del, several": "train()\ndel best, (precision, f1)",
    "for, then del": "for precision in range(3): train()\ndel precision",
    "import": "import math as precision",
    "import of a module": "from os import path as precision",
    "import of a constant": "from math import pi as precision",
    "match": "match train():\n    case [precision, *_]: pass",
    "match, rest": "match train():\n    case {'a': 1, **precision}: pass\n    case [1, *precision]: pass",
    "match, as": "match train():\n    case int() as precision: pass",
    "global": "def measure():\n    global precision\n    precision = train()\nmeasure()",
    "global, counted": "def count():\n    global precision\n    for precision in range(3): precision += 1\ncount()",
    "in blocks": "if train():\n    for i in range(3):\n        with open('x'):\n            precision = 0.5",
    "a comprehension": "print([precision for precision in range(3)], train())",
    "a class": "class Best(train()):\n    precision = 0.5",
    "a parameter": "show = lambda precision: precision\ndef draw(precision=train()): precision = 1",
    "a type alone": "precision: float",
    "trained for hours": "model = train()\nmodel.fit(1, epochs=100000)\nprecision = model.evaluate(1)[1]",
    "an element": "history = {'acc': train()}\nprecision = history['acc'][-1]",
    "an attribute": "precision = train().history",
    "a call of a library": "import numpy as np\nprecision = np.mean(train())",
    "a layer": "import keras\ntrain()\nprecision = keras.layers.Dense(10, activation=len)",
    "a layer of its own": "import keras\nclass Mine(keras.layers.Layer):\n    def call(self, x): return x\n"
    "train()\nprecision = Mine()",
    "by calling a function with it": "def run(f, x): return f(x, train())\nprecision = run(precision, 1)",
    "by calling it with a function": "precision = precision(len, train)",
    "by mapping it": "precision = list(map(precision, train()))",
    "by reducing with it": "import functools\nprecision = functools.reduce(precision, train())",
    "if": "precision = 0.5 if train() else 0.25",
    "a name that is a value by now": "f1 = train()\nprecision = f1",
    "and": "precision = precision and train()",
    "or": "precision = precision or 0.5",
    "if itself": "precision = 0.5 if train() else precision",
    "if not itself": "precision = precision if train() else 0.5",
    "again and again": "precision = precision(1, 2)\ntrain()\nprecision = 3\nfor precision in 'ab': pass",
    "before a function that calls it": "precision = train()\ndef f1(y, guessed): return 10 * precision(y, guessed)",
    "before a function that cannot": "precision = train()\ndef g(): return precision[0]",
    "time": "%time precision = precision(1, 2)\n%timeit precision = train()",
    "an asynchronous loop": "async for precision in train(): pass",
}


@pytest.mark.parametrize("scratch", REUSES.values(), ids=REUSES.keys())
def test_a_name_means_its_last_function_whatever_it_is_used_for_below(loader, marks, scratch):
    found = loader([SCORES, scratch])
    assert found.load("precision")(1, 2) == 5
    assert found.load("f1")(1, 2) == 50
    assert found.load("pick")() == 4
    assert marks.made == []
    assert not found.is_damaged()


@pytest.mark.parametrize("scratch", REUSES.values(), ids=REUSES.keys())
def test_functions_are_whole_when_the_whole_program_runs(loader, monkeypatch, scratch):
    module = types.ModuleType("marks")
    monkeypatch.setitem(sys.modules, "marks", module)
    module.make = lambda name: exec("raise StopIteration")
    found = loader([SCORES, scratch, "import no_such_module", "def last(): return no_such_module, f1(1, 2)"])
    with pytest.raises(NameError):
        found.load("last")()
    assert (found.load("precision")(1, 2), found.load("f1")(1, 2)) == (5, 50)


FUNCTIONS = {
    "def": ("def precision(y, guessed): return 7", 7),
    "async and sync": ("async def precision(y, guessed): ...\ndef precision(y, guessed): return 7", 7),
    "lambda": ("precision = lambda y, guessed: 7", 7),
    "lambdas": ("recall = precision = lambda y, guessed: 7", 7),
    "walrus": ("(precision := lambda y, guessed: 7)", 7),
    "of a builtin": ("precision = max", 2),
    "of another": ("def other(y, guessed): return 7\nprecision = other", 7),
    "of others": ("def other(y, guessed): return 7\nprecision, recall = other, other", 7),
    "of a library": ("import operator\nprecision = operator.sub", -1),
    "imported": ("from operator import sub as precision", -1),
    "imported or not": (
        "try: from no_such import precision\nexcept ImportError: from operator import sub as precision",
        -1,
    ),
    "from a table": ("TABLE = {'a': lambda y, guessed: 7}\nprecision = TABLE['a']", 7),
    "of a class": ("class Scores:\n    def one(y, guessed): return 7\nprecision = Scores.one", 7),
    "of an instance": (
        "class Scores:\n    def one(self, y, guessed): return 7\nmine = Scores()\nprecision = mine.one",
        7,
    ),
    "an instance": ("class Score:\n    def __call__(self, y, guessed): return 7\nprecision = Score()", 7),
    "an inherited instance": (
        "class Score:\n    def __call__(self, y, guessed): return 7\nclass Mine(Score): pass\nprecision = Mine()",
        7,
    ),
    "partial": ("import functools\ndef score(y, z, n): return y + z + n\nprecision = functools.partial(score, n=4)", 7),
    "partial, by place": ("from functools import partial\nprecision = partial(lambda a, y, guessed: 7, 2)", 7),
    "vectorized": ("import numpy as np\nprecision = np.vectorize(precision)", 5),
    "wrapped": ("def twice(f): return lambda *args: 2 * f(*args)\nprecision = twice(precision)", 10),
    "wrapped, with a value": (
        "def times(f, n): return lambda *args: n * f(*args)\nprecision = times(precision, 3)",
        15,
    ),
    "registered": ("ALL = []\ndef register(f):\n    ALL.append(f)\n    return f\nprecision = register(precision)", 5),
    "decorated": ("import functools\n@functools.lru_cache\ndef precision(y, guessed): return 7", 7),
    "by a decorator with arguments": ("import functools\nprecision = functools.lru_cache(maxsize=2)(precision)", 5),
    "made by a factory": (
        "def make(n):\n    def inner(y, guessed): return n\n    return inner\nprecision = make(7)",
        7,
    ),
    "made by a lambda": ("precision = (lambda inner: lambda y, z: inner(y, z) + 1)(precision)", 6),
    "if": ("if True:\n    def precision(y, guessed): return 7", 7),
    "one or the other": ("precision = max if f1 else None", 2),
    "in a loop": ("for n in range(8):\n    def precision(y, guessed, n=n): return n", 7),
}


@pytest.mark.parametrize("below", ["", "precision = 3", "for precision in range(3): train()", "del precision"])
@pytest.mark.parametrize(("again", "answer"), FUNCTIONS.values(), ids=FUNCTIONS.keys())
def test_a_name_that_is_bound_to_another_function_means_that_one(loader, marks, again, answer, below):
    found = loader([SCORES, again, below])
    assert found.load("precision")(1, 2) == answer
    assert found.load("f1")(1, 2) == 10 * answer
    assert marks.made == []


@pytest.mark.parametrize("below", ["f = 3", "for f in range(3): pass", "del f"])
def test_a_function_may_have_attributes_of_its_own(loader, below):
    found = loader(["def f():\n    f.calls += 1\n    return f.calls\nf.calls = 0", below])
    function = found.load("f")
    assert [function(), function()] == [1, 2]


@pytest.mark.parametrize("below", ["mul = mul(3, 4)", "mul = 0.5", "for mul in range(3): train()", "del mul"])
def test_a_function_of_a_star_import_stays_one(loader, marks, below):
    found = loader(["import marks\nfrom operator import *\ndef f(): return mul(2, 3)", below])
    assert found.load("mul")(2, 3) == 6
    assert found.load("f")() == 6
    assert marks.made == []


HANDOVERS = {
    "to a number": ("def rate(): return 0.5\nrate = rate()\ndef f(): return rate + 1", 1.5),
    "to a list": ("def data(): return [7]\ndata = data()\ndef f(): return max(data) + len(data)", 8),
    "to an object": (
        "class Model: size = 7\ndef model(): return Model()\nmodel = model()\ndef f(): return model.size",
        7,
    ),
    "to what is called": (
        "def net(n): return Net(n)\nclass Net:\n    def __init__(self, n): self.n = n\n"
        "    def __call__(self, x): return self.n + x\nnet = net(4)\ndef f(): return net(3)",
        7,
    ),
    "to what takes something": (
        "def model(): return Model()\nclass Model:\n    def __call__(self, x): return x\n"
        "model = model()\ndef f(): return model(7)",
        7,
    ),
    "above": ("def f(): return data[0]\ndef data(): return [7]\ndata = data()", 7),
    "by global": (
        "def rate(): return 0.5\ndef setup():\n    global rate\n    rate = 7\nsetup()\ndef f(): return rate * 1",
        7,
    ),
    "where another one calls it": (
        "def helper(): return 5\ndef g(): return helper()\nhelper = helper()\ndef f(): return helper + g()",
        10,
    ),
    "or none, without the library": (
        "try: from no_such import fast\nexcept ImportError: fast = None\n"
        "def f(): return fast(1) if fast is not None else 7",
        7,
    ),
    "a number of a module": (
        "from no_such import RATE\ndef f(): return max(RATE, 0)\nRATE = 7",
        7,
    ),
    "a number of a star": ("from math import *\ndef f(): return max(e, 0)\ne = 7", 7),
    "a name that no star has": ("from math import *\nx = 3\nfor x in range(8): pass\ndef f(): return x", 7),
    "value first": ("best = None\ndef best(): return 7\ndef f(): return best()", 7),
}


@pytest.mark.parametrize(("text", "answer"), HANDOVERS.values(), ids=HANDOVERS.keys())
def test_a_helper_may_give_its_name_to_a_value(loader, text, answer):
    assert loader(text).load("f")() == answer


TOOLS = {
    "a number": ("import math\ndef f(): return math.floor(7.5)\nmath = 90", 7),
    "one of several": ("import math\ndef f(): return math.floor(7.5)\nkorean, math, english = 80, 90, 85", 7),
    "what it gave": (
        "import time\ndef f(): return time.gmtime(0).tm_year\nstart = time.time()\ntime = time.time() - start",
        1970,
    ),
    "a list": ("from os import path\ndef f(): return path.basename('a/b')\npath = [('w', 'b')]", "b"),
    "a loop": ("import random\ndef f(): return random.Random(1).choice([7])\nfor random in range(3): pass", 7),
    "nothing": ("import math as m\ndef f(): return m.floor(7.5)\ndel m", 7),
    "an attribute": ("import os\npath = os.path\ndef f(): return path.basename('a/b')\npath = 'x'", "b"),
    "another module": ("import math as m\nm = 3\nimport operator as m\ndef f(): return m.add(3, 4)\nm = 4", 7),
    "a class": ("from fractions import Fraction\ndef f(): return Fraction(14) / 2\nFraction = Fraction(1)", 7),
    "that function wants the value": ("import time\ntime = [7]\ndef f(): return time[0]", 7),
    "that function wants what the value has": ("import time\ntime = 7 + 1j\ndef f(): return time.real", 7),
}


@pytest.mark.parametrize(("text", "answer"), TOOLS.values(), ids=TOOLS.keys())
def test_functions_keep_a_library_whose_name_becomes(loader, text, answer):
    assert loader(text).load("f")() == answer


def test_why_the_whole_program_is_tried_is_printed_before_it_runs(loader, monkeypatch):
    everything = io.StringIO()
    monkeypatch.setattr(sys, "stdout", everything)
    monkeypatch.setattr(sys, "stderr", everything)
    loader(["import no_such_module", "def f(): return no_such_module", "print('hours of training')"]).load("f")
    why = "[grade] loading f: ModuleNotFoundError (No module named 'no_such_module'); now running the whole program"
    assert everything.getvalue().splitlines() == [why, "hours of training"]


def test_a_failing_star_import_harms_only_functions_that_need_it(loader, marks):
    found = loader(
        [
            "from google.colab import *\nimport marks",
            "marks.make('scratch')",
            "def f(): return 1\ndef g(): return files",
        ]
    )
    assert found.load("f")() == 1
    assert marks.made == []
    with pytest.raises(NameError):
        found.load("g")()
    assert type(found.cause("files")) is ModuleNotFoundError


IN_A_NOTEBOOK = {
    "display": (["def f(): display(1, [2])\n"], None),
    "display with a name": (
        ["def f():\n    shown = display('a', display_id=True)\n    return shown.update('b')"],
        None,
    ),
    "the shell": (["def f(): return str(type(get_ipython()).__name__)"], "Shell"),
    "what the shell does": (["def f(): return get_ipython().run_line_magic('matplotlib', 'inline')"], None),
    "what the shell has": (
        ["def f(): return 'IPKernelApp' in get_ipython().config, 'colab' in str(get_ipython())"],
        (False, False),
    ),
    "events of the shell": (["def f(): get_ipython().events.register('post_execute', print)"], None),
    "the shell, imported": (["from IPython import get_ipython", "def f(): return get_ipython().kernel.stop()"], None),
    "the shell of the library": (
        ["import IPython\ndef f(): return IPython.get_ipython().run_line_magic('matplotlib', 'inline')"],
        None,
    ),
    "the shell and more, imported": (
        [
            "from IPython import get_ipython, version_info",
            "def f(): return get_ipython() is not None and version_info[0] > 1",
        ],
        True,
    ),
    "cells and answers": (["def f(): return In[:1], Out, _, __, ___"], ([""], {}, "", "", "")),
    "a name of its own": (["_ = 3\ndef f(): return _"], 3),
    "a list of files": (["def f():\n    names = !ls\n    return [name for name in names]"], []),
    "a list of files, asked twice": (["def f():\n    names = %sx ls\n    more = !!ls\n    return names"], []),
    "a list of lines": (
        ["def f():\n    names = !ls\n    return [names.n, names.grep('py'), _i, Out, _oh]"],
        ["", [], "", {}, {}],
    ),
    "a list at the top": (["names = !ls *.csv", "def f(): return names"], []),
    "a magic in a function": (["def f():\n    %matplotlib inline\n    !pip install x\n    return 1"], 1),
    "a magic for a value": (["here = %pwd\ndef f(): return here"], None),
    "a timed value": (["x = %time 2 + 3\ndef f(): return x"], 5),
    "a timed binding": (["%time x = 5\n%timeit -n 1 -r 1 y = x\ndef f(): return x"], 5),
    "a timed cell": (["%%time\nx = 5\ndef f(): return x"], 5),
    "captured and timed": (["\n%%capture out --no-stderr\n%%time\n\ndef f(): return 5"], 5),
    "a timed magic": (["%time !ls\n%time %cd x\ndef f(): return 5"], 5),
    "extensions and settings": (
        ["%load_ext autoreload\n%autoreload 2\n%cd data\n%env A=1\n%config X.y = 1\n%pip install z\ndef f(): return 5"],
        5,
    ),
    "Colab": (
        [
            "import numpy as np, google.colab, math\nfrom google.colab import drive, files",
            "drive.mount('/content/drive')\nuploaded = files.upload()",
            "def f(): return math.floor(np.float64(5.5))",
        ],
        5,
    ),
    "Colab or not": (
        [
            "try:\n    import google.colab\n    COLAB = True\nexcept ImportError:\n    COLAB = False",
            "def f(): return COLAB",
        ],
        False,
    ),
    "leaving": (["exit\nquit()\nexit()", "def f(): return 5"], 5),
    "asking": (["name = input()", "def f(): return 5"], 5),
    "waiting": (["import asyncio\nawait asyncio.sleep(1000)\ndef f(): return 5"], 5),
    "waiting for what is needed": (["async def five(): return 5\nx = await five()\ndef f(): return x"], 5),
    "an asynchronous loop": (["async for x in many(): pass\ndef f(): return 5"], 5),
    "other languages": (["%%bash\nls", "%%html\n<b>", "%%javascript\nalert()", "%%latex\n$x$", "def f(): return 5"], 5),
    "help": (["?len\nlen?\nlen??\ndef f(): return 5"], 5),
}


@pytest.mark.parametrize(("cells", "answer"), IN_A_NOTEBOOK.values(), ids=IN_A_NOTEBOOK.keys())
def test_what_a_notebook_has_is_there(loader, cells, answer):
    assert loader(cells).load("f")() == answer


def test_display_prints(loader, capsys):
    loader("def f(): display('a', [1])").load("f")()
    assert capsys.readouterr().out == "'a'\n[1]\n"


EXPORTED = """\
#!/usr/bin/env python
# In[1]:
get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().magic('time x = 2')
get_ipython().system('pip install y')
# In[2]:
get_ipython().run_cell_magic('time', '', 'def double(n):\\n    display(n)\\n    return x * n\\n%time y = double(1)\\n')
get_ipython().run_cell_magic('capture', '', 'this is (no Python')
def f(): return double(2) + 3
"""


def test_a_program_that_was_exported_from_a_notebook(loader):
    assert loader(EXPORTED).load("f")() == 7


FILES = {
    "run": (["%run more.py", "def f(): return double(2)"], 4),
    "run by its name": (["%run more", "def f(): return double(2)"], 4),
    "run with arguments": (["%run -i ./more.py 1 2", "def f(): return double(2)"], 4),
    "run from elsewhere": (["%run /content/drive/MyDrive/more.py", "def f(): return double(2)"], 4),
    "run twice": (["%run more.py", "%run more.py", "def f(): return double(2)"], 4),
    "run and changed": (["%run more.py", "def double(n): return 20 * n", "def f(): return double(2)"], 40),
    "a notebook": (["%run more.ipynb", "def f(): return triple(2)"], 6),
    "in a folder": (["%run lib/other.py", "def f(): return four()"], 4),
    "not handed in": (["%run nothing.py\n%run", "def f(): return 5"], 5),
    "in a block": (["if True:\n    %run nothing.py", "def f(): return 5"], 5),
    "in a function": (["def f():\n    %run more.py\n    return 5"], 5),
    "written": (
        ["%%writefile mine.py\ndef double(n): return 2 * n", "from mine import double\ndef f(): return double(3)"],
        6,
    ),
    "written as a file": (
        ["\n%%file mine.py\ndef double(n): return 2 * n", "import mine\ndef f(): return mine.double(3)"],
        6,
    ),
    "written in two parts": (
        [
            "%%writefile mine.py\nA = 1\n",
            "%%writefile -a mine.py\nB = 2",
            "def f():\n    from mine import A, B\n    return A + B",
        ],
        3,
    ),
    "written, all of it imported": (["%%writefile mine.py\ndef f(): return 5", "from mine import *"], 5),
    "written elsewhere": (["%%writefile /content/mine.py\nA = 1", "from mine import *\ndef f(): return A"], 1),
    "written by an exported cell": (
        ["get_ipython().run_cell_magic('writefile', 'mine.py', 'A = 1')", "from mine import A\ndef f(): return A"],
        1,
    ),
    "written into a folder": (["%%writefile lib2/mine.py\nA = 1", "from lib2.mine import A\ndef f(): return A"], 1),
    "written and run": (["%%writefile mine.py\nA = 1", "%run mine.py", "def f(): return A"], 1),
    "written, but handed in": (["%%writefile more.py\n1 / 0", "%run more.py", "def f(): return double(2)"], 4),
    "data": (
        [
            "%%writefile table.txt\n1,2\n3,4",
            "import numpy as np\ndef f(): return np.loadtxt('table.txt', delimiter=',').sum()",
        ],
        10,
    ),
    "itself": (
        [
            "%%writefile work.py\ndef double(n): return 2 * n",
            "from work import double, double as twice\ndef f(): return twice(3)",
        ],
        6,
    ),
    "itself, all of it": (
        ["%%writefile work.py\ndef double(n): return 2 * n", "from work import *\ndef f(): return double(3)"],
        6,
    ),
    "no name": (["%%writefile\nx", "%%writefile -a\nx", "%%writefile ..\nx", "def f(): return 5"], 5),
}


@pytest.mark.parametrize(("cells", "answer"), FILES.values(), ids=FILES.keys())
def test_files_that_a_notebook_runs_and_writes(loader, tmp_path, monkeypatch, cells, answer):
    (tmp_path / "lib").mkdir()
    (tmp_path / "more.py").write_text("def double(n): return 2 * n\n1 / 0\nwhile True: pass\n")
    (tmp_path / "more.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "def triple(n): return 3 * n"}]})
    )
    (tmp_path / "lib" / "other.py").write_text("def four(): return 4\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.chdir(scratch)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = {*sys.modules}
    try:
        assert loader(cells).load("f")() == answer
    finally:
        for name in {*sys.modules} - before:
            del sys.modules[name]


def test_an_error_in_a_file_that_is_run_points_there(loader, tmp_path):
    (tmp_path / "more.py").write_text("\ndef double(n):\n    return n / 0\n")
    with pytest.raises(ZeroDivisionError) as raised:
        loader(["%run more.py", "def f(): return double(1)"]).load("f")()
    assert last_frame(raised.value) == ("more.py", 3, "return n / 0")


def test_files_that_run_each_other_end(loader, tmp_path):
    (tmp_path / "one.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "%run two.ipynb\na = 1"}]})
    )
    (tmp_path / "two.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "%run one.ipynb\nb = 2"}]})
    )
    assert loader(["%run one.ipynb\n%run work.ipynb", "def f(): return a, b"]).load("f")() == (1, 2)
