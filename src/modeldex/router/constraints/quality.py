"""Whether a candidate is good enough at the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.measured import Measured
from modeldex.router.frames.task_quality import task_quality

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


class Quality:
    """Its score for the task is as high as is asked for."""

    name = "quality"

    def passing(self, case: Case) -> int | None:
        """None: no score is asked for."""
        asked = case.needs.asked
        least = asked.min_quality
        if least is None:
            return None
        scores = _column(case, asked.task)
        found = scores.at_least(least)
        return found | case.lets_pass & ~scores.known

    def reason(self, case: Case, place: int) -> str:
        """The score against what is needed."""
        asked = case.needs.asked
        score = task_quality(case.frame, asked.task)[place]
        task = "any task" if asked.task is None else asked.task
        if score is None:
            return f"nobody scores it for {task}, and {asked.min_quality:g} is needed"
        name = "quality" if asked.task is None else f"quality for {task}"
        return f"{name} {score:.4g} < {asked.min_quality:g} needed"


def _column(case: Case, task: str | None) -> Measured:
    frame = case.frame
    found: Measured = frame.kept(("quality", task), lambda: Measured(task_quality(frame, task)))
    return found
