"""From fresh answers to the facts that follow from them, in a staged copy of the folder of facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError, ModeldexError, ReleaseError
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.held import hold_back
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_moves import ModelMoves, model_moves
from modeldex.pipeline.model_tables import write_tables
from modeldex.pipeline.normalise import Changes, read_answer, write_source
from modeldex.pipeline.rules.base import ERROR, Facts
from modeldex.pipeline.rules.table import issues
from modeldex.pipeline.unlisted import unlisted_since
from modeldex.pipeline.version import bump_version, fingerprint
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.held import JumpOutcome
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.rules.base import Issue
    from modeldex.pipeline.unlisted import Unlisted
    from modeldex.pipeline.workplace import Workplace

_MOST_TOLD = 20
_OF_ONE_SOURCE = ("sources", "history", "limits")
"""Folders in which each file is made of the answers of one source."""


@dataclass(slots=True)
class Refreshed:
    """The facts after a run, and what made them differ."""

    directory: Directory = field(repr=False)
    """Left out of its text, as the others are: asyncio spells out what a run gives, unasked, and all
    that was merged takes seconds to spell out."""
    merged: Merged = field(repr=False)
    normalised: dict[str, Changes] = field(repr=False)
    """Source -> what its answer changed."""
    jumps: JumpOutcome = field(repr=False)
    """Values that moved far: held back, accepted, or confirmed by somebody else."""
    unlisted: list[Unlisted] = field(repr=False)
    """What sources list no longer."""
    moves: ModelMoves
    """How many models it adds, retires and reprices."""
    doubts: int = 0
    """Findings of the rules that somebody should look at."""
    version: str = ""
    digest: str = ""


class RefusedAnswerError(Exception):
    """An answer that was read once, and of which no facts can be made after all."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")


def refresh(data: Path, work: Workplace, seen: dict[str, str], say: Callable[[str], None]) -> Refreshed:
    """Stage what `data` becomes by the answers of the sources in `seen`, and compile its catalog.

    `seen` is source -> the day of its answer. Nothing in `data` is touched; it is copied once, so that
    whatever is written there meanwhile makes no difference. RefusedAnswerError names the source of
    which no table can be made or merged; ReleaseError where a rule is not kept that must be.
    """
    say("normalise")
    for folder in (work.before, work.staged):
        rmtree(folder, ignore_errors=True)
    copytree(data, work.before, ignore=ignore_patterns(".*"))
    copytree(work.before, work.staged)
    try:
        return _refreshed(work, seen, say)
    except DataError as error:
        place = Path(error.path)
        if place.parent.name in _OF_ONE_SOURCE and place.stem in seen:
            raise RefusedAnswerError(
                place.stem, f"{place.parent.name}/{place.name}: {error.problem}"
            ) from error
        raise


def _refreshed(work: Workplace, seen: dict[str, str], say: Callable[[str], None]) -> Refreshed:
    before, staged = work.before, work.staged
    directory = read_directory(staged)
    normalised = _normalise(work, directory, seen)
    jumps = hold_back(before, staged, directory, seen)
    say("merge")
    merged = merge(staged, directory)
    write_tables(staged, directory, merged)
    unlisted = unlisted_since(before, staged)
    found = Refreshed(directory, merged, normalised, jumps, unlisted, model_moves(before, staged))
    found.version = bump_version(staged, merged.day) if fingerprint(staged) != fingerprint(before) else ""
    say("check")
    found.doubts = _check(merged, directory)
    say("build")
    found.digest = build_catalog(staged, work.catalog)
    return found


def _normalise(work: Workplace, directory: Directory, seen: dict[str, str]) -> dict[str, Changes]:
    """Read the answers into the staged tables, the oldest first."""
    sources = sources_of(directory.providers)
    changes = {}
    for name in sorted(seen, key=lambda name: (seen[name], name)):
        try:
            reading = read_answer(sources[name], work.answers.place(name), directory)
            changes[name] = write_source(work.staged, sources[name], reading, seen[name])
        except (ModeldexError, ValueError) as error:
            if isinstance(error, DataError) and Path(error.path).name == "manifest.csv":
                raise  # an answer of an older day than the last one: it is in order
            raise RefusedAnswerError(name, str(error.args[0] if error.args else error)) from error
    return changes


def _check(merged: Merged, directory: Directory) -> int:
    """How many doubts the rules have; ReleaseError with all that they do not let pass."""
    found = list(issues(Facts(merged, directory)))
    errors = [one for one in found if one.rule.severity == ERROR]
    if errors:
        raise ReleaseError(_shortened([_told(one) for one in errors]))
    return len(found)


def _told(issue: Issue) -> str:
    found = issue.finding
    field = f" {found.field}" if found.field else ""
    return f"{issue.rule.name}: {found.subject}{field}: {found.detail}; {issue.rule.message}"


def _shortened(told: list[str]) -> Iterable[str]:
    rest = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"and {rest} more"] if rest > 0 else [])]
