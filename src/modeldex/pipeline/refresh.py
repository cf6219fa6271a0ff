"""From fresh answers to the facts that follow from them, in a staged copy of the folder of facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from shutil import copytree, ignore_patterns, rmtree
from typing import TYPE_CHECKING

from modeldex.core.errors import ReleaseError
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.held import hold_back
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables
from modeldex.pipeline.normalise import Changes, read_answer, write_source
from modeldex.pipeline.rules.base import ERROR, Facts
from modeldex.pipeline.rules.table import issues
from modeldex.pipeline.version import bump_version, fingerprint
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from modeldex.pipeline.answers import AnswerFolder
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.held import Outcome as Jumps
    from modeldex.pipeline.merged import Merged

_MOST_TOLD = 20


@dataclass(slots=True)
class Refreshed:
    """The facts after a run, and what made them differ."""

    directory: Directory = field(repr=False)
    """Left out of its text, as the others are: asyncio spells out what a run gives, unasked, and all
    that was merged takes seconds to spell out."""
    merged: Merged = field(repr=False)
    normalised: dict[str, Changes] = field(repr=False)
    """Source -> what its answer changed."""
    jumps: Jumps = field(repr=False)
    """Values that moved far: held back, accepted, or confirmed by somebody else."""
    doubts: int = 0
    """Findings of the rules that somebody should look at."""
    version: str = ""
    digest: str = ""


def refresh(
    data: Path,
    staged: Path,
    catalog: Path,
    answers: AnswerFolder,
    seen: dict[str, str],
    say: Callable[[str], None],
) -> Refreshed:
    """Make `staged` what `data` becomes by the answers of the sources in `seen`, and compile `catalog`.

    `seen` is source -> the day of its answer. Nothing in `data` is touched. ReleaseError where a rule
    is not kept that must be.
    """
    say("normalise")
    rmtree(staged, ignore_errors=True)
    copytree(data, staged, ignore=ignore_patterns(".*"))
    directory = read_directory(staged)
    normalised = _normalise(staged, directory, answers, seen)
    jumps = hold_back(data, staged, directory, seen)
    say("merge")
    merged = merge(staged, directory)
    write_tables(staged, directory, merged)
    changed = fingerprint(staged) != fingerprint(data)
    found = Refreshed(directory, merged, normalised, jumps)
    found.version = bump_version(staged, merged.day) if changed else ""
    say("check")
    found.doubts = _check(merged, directory)
    say("build")
    found.digest = build_catalog(staged, catalog)
    return found


def _normalise(
    staged: Path, directory: Directory, answers: AnswerFolder, seen: dict[str, str]
) -> dict[str, Changes]:
    """Read the answers into the staged tables, the oldest first."""
    sources = sources_of(directory.providers)
    changes = {}
    for name in sorted(seen, key=lambda name: (seen[name], name)):
        reading = read_answer(sources[name], answers.place(name), directory)
        changes[name] = write_source(staged, sources[name], reading, seen[name])
    return changes


def _check(merged: Merged, directory: Directory) -> int:
    """How many doubts the rules have; ReleaseError with all that they do not let pass."""
    found = list(issues(Facts(merged, directory)))
    errors = [one for one in found if one.rule.severity == ERROR]
    if errors:
        told = [
            f"{one.rule.name}: {one.finding.subject}"
            f"{f' {one.finding.field}' if one.finding.field else ''}: {one.finding.detail}; {one.rule.message}"
            for one in errors
        ]
        raise ReleaseError(_shortened(told))
    return len(found)


def _shortened(told: list[str]) -> Iterable[str]:
    rest = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"and {rest} more"] if rest > 0 else [])]
