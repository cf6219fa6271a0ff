"""What was read out of a user's file: rows of the one row format, and what became of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Imported:
    """The rows of a file, and the account of it."""

    format: str
    """Name of the format it was read in."""
    path: str
    """The file."""
    rows: list[dict[str, str]] = field(default_factory=list)
    """Cells of `ROW_COLUMNS`, the blank ones left out; by full id."""
    unknown_fields: Counter[str] = field(default_factory=Counter)
    """Path of a field that the format does not have -> how often it stood there."""
    not_kept: Counter[str] = field(default_factory=Counter)
    """Known field that a row has no place for -> of how many entries."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Key of an entry -> why it is no row."""
    not_priced: list[str] = field(default_factory=list)
    """Full ids whose zeros were taken as not priced."""
    mended: dict[str, str] = field(default_factory=dict)
    """Full id -> what was mended in its values."""

    @property
    def carried(self) -> Counter[str]:
        """Column -> how many rows state it."""
        return Counter(column for row in self.rows for column in row if column != "id")

    @property
    def is_whole(self) -> bool:
        """Whether everything in the file became part of a row, as it stood."""
        return not (self.unknown_fields or self.not_kept or self.skipped or self.not_priced or self.mended)
