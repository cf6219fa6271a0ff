"""Runs over a folder of facts: answers are written into a copy, jumps held back, the copy put in place."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.price_key import price_of_key
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.held import JumpOutcome, accept, hold_back
from modeldex.pipeline.normalise import write_source
from modeldex.sources.base import Reading
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

LISTING = SOURCES["openrouter"]
Said = dict[str, dict[str, Any]]
"""Full id -> field -> value: keys of rates, and limits."""


def reading(source: str, said: Said) -> Reading:
    """The reading of an answer that says so."""
    answer = Reading(source=source)
    for full_id, facts in said.items():
        offering = answer.offering(*full_id.split("/", 1))
        offering.say("status", "C")
        for name, value in facts.items():
            if name.startswith("max_"):
                offering.limit(name, value)
            else:
                offering.prices.append(price_of_key(name, str(value)))
                offering.originals[name] = f"as_{value}"
    return answer


class Runs:
    """A folder of facts, and one run after the other over it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def see(self, day: str, **answers: Said) -> JumpOutcome:
        """Let sources say something on a day; `openrouter` has its own listing, the others are catalogs."""
        staged = self.data.with_name("staged")
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(self.data, staged)
        for name, said in answers.items():
            own = "openrouter" if name == "openrouter" else None
            source = replace(LISTING, name=name, own_listing_of=own, is_complete=False)
            write_source(staged, source, reading(name, said), day)
        outcome = hold_back(self.data, staged, read_directory(staged), answers.keys())
        shutil.rmtree(self.data)
        staged.rename(self.data)
        return outcome

    def accept(self, full_id: str, field: str, day: str, source: str = "openrouter") -> None:
        accept(self.data, source, full_id, field, day)

    def rows(self, path: str) -> list[dict[str, str]]:
        """The rows of a table; none without one."""
        file = self.data / path
        return list(csv.DictReader(file.read_text("utf-8").splitlines())) if file.exists() else []

    def cells(self, full_id: str, source: str = "openrouter") -> dict[str, str]:
        (row,) = [row for row in self.rows(f"sources/{source}.csv") if row["id"] == full_id]
        return row

    def history(self, source: str = "openrouter") -> list[tuple[str, str, str]]:
        """(Amount, from, to) of a source's dated rates."""
        return [
            (row["amount"], row["valid_from"], row["valid_to"]) for row in self.rows(f"history/{source}.csv")
        ]

    def limits(self, source: str = "openrouter") -> list[tuple[str, str, str, str]]:
        """(Value, from, to, kind) of a source's dated limits."""
        return [
            (row["value"], row["valid_from"], row["valid_to"], row["kind"])
            for row in self.rows(f"limits/{source}.csv")
        ]

    def held(self) -> list[tuple[str, str, str, str]]:
        """(Field, before, after, accepted on) of the lines of `held.csv`."""
        return [
            (row["field"], row["before"], row["after"], row["accepted_on"]) for row in self.rows("held.csv")
        ]

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.data.rglob("*") if path.is_file())
        return {path.relative_to(self.data).as_posix(): path.read_bytes() for path in found}
