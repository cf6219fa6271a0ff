"""The workplace of a run: where its answers lie, what it has staged, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from shutil import rmtree
from typing import TYPE_CHECKING

from modeldex.core.errors import DataError
from modeldex.core.replacement import replacing
from modeldex.pipeline.answers import AnswerFolder
from modeldex.pipeline.run_state import read_state, written_state

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.run_state import RunState


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folder of a run; it lasts, so that the next run sees what the last one had."""

    path: Path
    answers: AnswerFolder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", AnswerFolder(self.path / "fetched"))

    @property
    def before(self) -> Path:
        """The folder of facts as it was when it was copied: what the run changes, it changes from that."""
        return self.path / "before"

    @property
    def staged(self) -> Path:
        """The folder of facts as the run wants it."""
        return self.path / "staged"

    @property
    def catalog(self) -> Path:
        """The catalog file that was compiled from what is staged."""
        return self.path / "catalog.sqlite"

    @property
    def pages(self) -> Path:
        """The folder of the report on what is staged, in every form."""
        return self.path / "pages"

    @property
    def report(self) -> Path:
        """The report in place, without the ending of its form."""
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
            return read_state(self._state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            problem = f"is no state of a run: {error}; remove it to begin anew"
            raise DataError(str(self._state), problem) from None

    def write_state(self, state: RunState) -> None:
        """Keep how far the run is."""
        with replacing(self._state, make_folder=True, durable=True) as aside:
            aside.write_text(written_state(state), encoding="utf-8")

    def forget_state(self) -> None:
        """The run has ended."""
        self._state.unlink(missing_ok=True)

    def clear_staged(self) -> None:
        """Take away what was staged, once it is in place."""
        for folder in (self.before, self.staged, self.pages):
            rmtree(folder, ignore_errors=True)
        self.catalog.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a run reads, works and writes."""

    data: Path
    """Folder of facts."""
    catalog: Path
    """Catalog file that is compiled from them."""
    work: Workplace
