"""What an audit says of a course."""

from __future__ import annotations

import msgspec

from grader.audit.fair import Fairness
from grader.audit.sharp import Sharpness


class ExerciseAudit(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise; neither sharpness nor fairness is asked of a suite that its own solution fails."""

    name: str
    form: tuple[str, ...]
    sharpness: Sharpness | None = None
    fairness: Fairness | None = None
    solution_seconds: float = 0.0
    """What grading the solution once took."""
    seconds: float = 0.0

    @property
    def reached(self) -> bool:
        parts = (self.sharpness, self.fairness)
        return not self.form and all(part is not None and part.reached for part in parts)


class Audit(msgspec.Struct, frozen=True):
    course: str
    form: tuple[str, ...]
    exercises: tuple[ExerciseAudit, ...]

    @property
    def reached(self) -> bool:
        """Whether all requirements are met."""
        return not self.form and all(exercise.reached for exercise in self.exercises)
