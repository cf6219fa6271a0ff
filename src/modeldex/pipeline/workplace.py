"""The workplace of a run: where its answers lie, what it has staged, and how far it is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.pipeline.answers import AnswerFolder
from modeldex.pipeline.fetch import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """How far a run is, as far as that is kept over a crash."""

    day: str
    """Day on which its answers are seen."""
    sources: tuple[str, ...]
    """The sources that it asks."""
    before: Mapping[str, str | None] = field(default_factory=dict)
    """Source -> SHA-256 of the answer that was there when the run began; None: there was none."""
    outcomes: tuple[FetchOutcome, ...] = ()
    """Of those that are through."""

    def with_outcome(self, outcome: FetchOutcome) -> RunState:
        """The same, one source further."""
        return replace(self, outcomes=(*self.outcomes, outcome))

    @property
    def waiting(self) -> list[str]:
        """Sources that have not been asked to the end."""
        through = {one.source for one in self.outcomes}
        return [name for name in self.sources if name not in through]


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folder of a run; it lasts, so that the next run sees what the last one had."""

    path: Path
    answers: AnswerFolder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", AnswerFolder(self.path / "fetched"))

    @property
    def staged(self) -> Path:
        """The folder of facts as the run wants it."""
        return self.path / "staged"

    @property
    def catalog(self) -> Path:
        """The catalog file that was compiled from what is staged."""
        return self.path / "catalog.sqlite"

    @property
    def report(self) -> Path:
        """The report without the ending of its form."""
        return self.path / "report"

    @property
    def lock(self) -> Path:
        """What a run holds while it works here."""
        return self.path / "lock.sqlite"

    @property
    def journal(self) -> Path:
        """The journal, while what is staged is put in place."""
        return self.path / "journal.json"

    @property
    def _state(self) -> Path:
        return self.path / "run.json"

    def read_state(self) -> RunState | None:
        """How far the run is that was begun here and has not ended; None where there is none."""
        try:
            stored: dict[str, Any] = json.loads(self._state.read_text(encoding="utf-8"))
            outcomes = tuple(FetchOutcome(**one) for one in stored["outcomes"])
            return RunState(
                day=stored["day"],
                sources=tuple(stored["sources"]),
                before=dict(stored["before"]),
                outcomes=outcomes,
            )
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            problem = f"is no state of a run: {error}; remove it to begin anew"
            raise DataError(str(self._state), problem) from None

    def write_state(self, state: RunState) -> None:
        """Keep how far the run is."""
        with replacing(self._state, make_folder=True, durable=True) as aside:
            aside.write_text(json.dumps(asdict(state), default=dict), encoding="utf-8")

    def forget_state(self) -> None:
        """The run has ended."""
        self._state.unlink(missing_ok=True)
