"""A function of the submission, as a suite holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.boundary import judge_codec
from grader.boundary.records import FunctionRef

if TYPE_CHECKING:
    from grader.judge.session import Session


class StudentFunction(FunctionRef, frozen=True, eq=False, kw_only=True):
    """A function of the submission: call it, or hand it to another one."""

    session: Session

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.call(args, kwargs, keep=False)

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        """With `keep`, what it returned and the arguments as they are afterwards."""
        if not self.handle:
            self.session.require(self.name)
        origin = next((text for text, value in self.session.check.calls if value is self), self.name)
        return self.session.call(judge_codec.to_wire(self), origin, args, kwargs, keep)
