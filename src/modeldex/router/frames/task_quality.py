"""How good candidates are at a task: the columns of their quality scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.router.frames.frame import Frame

    Columns = Mapping[str | None, Sequence[float | None]]

_TASKS = ("reasoning", "coding", "creative", "summarization")
_ANY = None
"""No task is named: all scores that are known count alike."""


def task_quality(frame: Frame, task: str | None) -> Sequence[float | None]:
    """By place: the score for a task, or the mean of those that are known where none is named, 0 to 1.

    None: no benchmark says, nor does anybody else.
    """
    columns: Columns = frame.kept("scores", lambda: _collected(frame))
    return columns[task]


def _collected(frame: Frame) -> Columns:
    columns: dict[str | None, list[float | None]] = {task: [] for task in (*_TASKS, _ANY)}
    for model in frame.models:
        known = model.quality_scores.known()
        for task in _TASKS:
            columns[task].append(known.get(task))
        columns[_ANY].append(sum(known.values()) / len(known) if known else None)
    return columns
