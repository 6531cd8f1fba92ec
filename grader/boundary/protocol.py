"""What a judge asks a worker, and what a worker may answer: all of it, one struct for each.

MessagePack arrays, `[id, [name, *fields]]`. A worker is hostile: `codec.from_bytes` counts what an answer holds before
msgspec builds it and checks its types. The values in it stay as they came (`Wire`) until `judge_codec` reads them.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from grader.boundary import codec
from grader.boundary.codec import Unencodable, Wire
from grader.boundary.frames import MAX_FRAME
from grader.boundary.records import MAX_TEXT, Frame, FromWorker
from grader.feedback import Location, Message, Text, phrase

MAX_CLASSES, MAX_NAME = 10, 100
MAX_VALUES = 10


class Open(Frame, frozen=True):
    """Parse the submission, before any of it runs; the answer is Opened or NotRead."""

    path: str
    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    props: str
    """Source of the exercise's own small functions."""


class StartCheck(Frame, frozen=True):
    """Seed all random numbers and forget the objects of the check before; the answer is Started."""

    seed: int


class Load(Frame, frozen=True):
    """Run what a required name needs; the answer is Loaded."""

    name: str


class Call(Frame, frozen=True):
    """Call a function; the answer is Returned."""

    function: Wire
    args: list[Wire]
    kwargs: dict[str, Wire]
    keep: bool
    """Whether the arguments are wanted too, as they are after the call."""


class Read(Frame, frozen=True):
    """Answer with the value of a required name: Returned."""

    name: str


class Draw(Frame, frozen=True):
    """Draw a figure that stayed in the worker; the answer is Drawn."""

    handle: int


class Trace(Frame, frozen=True):
    """Trace a `tf.function` for arguments such as these; the answer is Traced or NoGraph."""

    function: Wire
    like: list[Wire]


class RunGraph(Frame, frozen=True):
    """Run a graph once for each list of inputs, in a worker that holds no submission; the answer is Ran."""

    graph: bytes
    inputs: list[str]
    outputs: list[str]
    calls: list[list[Wire]]


class ReadFile(Frame, frozen=True):
    """Read a file that the submission has written; the answer is FileRead or NoFile."""

    name: str


class LoadModel(Frame, frozen=True):
    """Load a `.keras` file, in a worker that holds no submission; the answer is Returned or NoFile."""

    payload: bytes


class Reason(FromWorker, frozen=True):
    """Why something cannot be read: a message whose values are texts, since a worker could nest messages endlessly."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, message: Text) -> Reason:
        if isinstance(message, str):
            return cls(message)
        return cls(message.text, tuple((name, str(value)) for name, value in message.values))

    def message(self) -> Message:
        return phrase(self.text, **{name: value[:MAX_TEXT] for name, value in self.values[:MAX_VALUES]})


class NotRead(FromWorker, frozen=True):
    """A program, or a cell of it, that cannot be read."""

    location: Location
    reason: Reason


class Missing(FromWorker, frozen=True):
    """A required name that the submission does not define, and what may explain it."""

    name: str
    near: tuple[str, ...] = ()
    """Names that may be a misspelt one."""
    inside: Location | None = None
    """Where it is defined inside a class or another function."""
    problem: NotRead | None = None
    """A cell that could not be read."""

    @property
    def is_unexplained(self) -> bool:
        return not (self.near or self.inside or self.problem)


class ForbiddenUse(FromWorker, frozen=True):
    """A required function whose text uses a library function that the exercise forbids."""

    required: str
    name: str
    location: Location


class Defined(FromWorker, frozen=True):
    """A required function that the submission defines, and which other ones its calls may read."""

    name: str
    location: Location
    uses: tuple[str, ...] = ()
    is_variable: bool = False
    """Whether an assignment binds it, so that its value may be asked for."""


class Opened(FromWorker, frozen=True):
    missing: tuple[Missing, ...] = ()
    forbidden: tuple[ForbiddenUse, ...] = ()
    defined: tuple[Defined, ...] = ()
    """Said by the worker, good for the order of a report, not for points."""


class Started(FromWorker, frozen=True):
    changed: bool
    """Whether the check before has left the process changed."""


class Loaded(FromWorker, frozen=True):
    """The name is defined."""


class Returned(FromWorker, frozen=True):
    value: Wire
    warnings: tuple[str, ...] = ()
    arguments: tuple[Wire, ...] = ()
    """Where they were wanted, all of them."""


class Drawn(FromWorker, frozen=True):
    picture: bytes


class Traced(FromWorker, frozen=True):
    graph: bytes
    inputs: list[str]
    outputs: list[str]
    traces: int
    """How often the function has been traced so far."""


class Ran(FromWorker, frozen=True):
    results: Wire


class FileRead(FromWorker, frozen=True):
    payload: bytes


class Raised(FromWorker, frozen=True):
    """An exception of the submission."""

    classes: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MAX_CLASSES)]
    """The names of its class and of what that inherits from."""
    message: str = ""
    location: Location | None = None
    """Where in the student's own code it was last."""
    line: str = ""
    """The text of that line."""
    within: str = ""
    """The function there, if it is not the one that was called."""


class Late(FromWorker, frozen=True):
    """Time is nearly up; with the place where the submission is, if known."""

    location: Location | None = None
    line: str = ""


class Forbidden(FromWorker, frozen=True):
    """A library function was called that the exercise forbids."""

    name: str
    location: Location | None = None


class NoGraph(FromWorker, frozen=True):
    """The function to trace is not a `tf.function`."""


class NoFile(FromWorker, frozen=True):
    """A file that is not there, or that cannot be read."""

    reason: Reason


class Unreadable(FromWorker, frozen=True):
    """A value that cannot cross the boundary."""

    reason: Reason


Question = Open | StartCheck | Load | Read | Call | Draw | Trace | RunGraph | ReadFile | LoadModel
Failure = Raised | Late | Forbidden | NoGraph | NoFile | Unreadable
Answer = Opened | NotRead | Started | Loaded | Returned | Drawn | Traced | Ran | FileRead | Failure


class Asked(Frame, frozen=True, tag=False):
    """One frame from a judge."""

    id: bytes
    seconds: float
    """How long the answer may take."""
    question: Question


class Answered(Frame, frozen=True, tag=False):
    """One frame from a worker."""

    id: bytes
    """That of the question."""
    answer: Answer

    def frame(self) -> bytes:
        """Its bytes; if it exceeds the caps, the bytes of an answer that says so."""
        try:
            payload = codec.to_bytes(self)
            if len(payload) <= MAX_FRAME:
                return payload
            reason = Reason.of(phrase("it is too large ({size} bytes)", size=len(payload)))
        except Unencodable as error:
            reason = Reason.of(error.message)
        return codec.to_bytes(Answered(self.id, Unreadable(reason)))
