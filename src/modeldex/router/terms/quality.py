"""How good a model is at the kind of work that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.frames.task_quality import task_quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.asked.needs import Needs
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame


class QualityTerm:
    """The quality score for the task, or the mean of those that are known where no task is named."""

    name = "quality"

    def values(self, case: Case, places: Sequence[int]) -> Sequence[float | None]:
        """The score itself. None: no benchmark says, nor does anybody else."""
        return [*map(task_quality(case.frame, case.needs.asked.task).__getitem__, places)]

    def bound_key(self, needs: Needs) -> str | None:
        """The task."""
        return needs.asked.task

    def bounds(self, frame: Frame, needs: Needs) -> Sequence[float]:
        """The scores themselves."""
        return [0.0 if score is None else score for score in task_quality(frame, needs.asked.task)]

    def words(self, case: Case, place: int) -> str:
        """Which score it is."""
        task, score = case.needs.asked.task, self.values(case, (place,))[0]
        if score is None:
            return "quality unknown" if task is None else f"quality for {task} unknown"
        if task is not None:
            return f"{score:.3g} for {task}"
        known = case.frame.models[place].quality_scores.known()
        return f"{score:.3g} for {', '.join(known)}"
