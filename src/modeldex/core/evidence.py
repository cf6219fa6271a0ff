"""`Statement`: who said what about one field of one offering."""

from __future__ import annotations

from modeldex.core.record import Record

REASONS = (
    None,
    "by rule",
    "kept by hand",
    "the provider's own listing",
    "the maker's notice",
    "most sources agree",
    "its word counts more on such fields",
    "seen last",
    "nobody else says",
    "true of the model wherever it is served",
    "inferred: nobody states it",
    "what others say is a former rate, a filler or an input share",
    "the model's other offerings say the same",
)
"""Why a statement wins; the number of a reason is what the catalog's `claims.wins` holds."""


class Statement(Record):
    """One value as one source states it; merging picks a winner and keeps the losers."""

    model: str
    """Full id of the offering."""
    field: str
    """Field name as the tables write it: `max_context`, `vision`, `input_tokens@batch`."""
    value: str
    """The value in canonical text, as a cell has it."""
    source: str
    """Name of the source: `models_dev`, `official` ..."""
    original: str | None = None
    """The source's own text where it differs from `value` (another unit, noise, another name)."""
    url: str | None = None
    """Page or endpoint that carries it; None where the source names none."""
    seen_on: str | None = None
    """Day on which the source was seen to say so."""
    wins: bool = False
    """Whether the catalog took this value."""
    reason: str | None = None
    """Why it took this value rather than another; None where it did not."""


class DatedValue(Record):
    """A value and the days on which it held, as far as they are known."""

    model: str
    """Full id of the offering."""
    field: str
    """Field name as the tables write it."""
    value: str
    """The value in canonical text."""
    since: str | None
    """First day on which it is known to have held."""
    until: str | None = None
    """First day on which it no longer held; None while it holds or where nobody says."""
    source: str | None = None
    """Who says so."""
    price_id: str | None = None
    """The price row, for a rate."""


class Conflict(Record):
    """A field about which sources disagree."""

    model: str
    """Full id of the offering."""
    field: str
    """Field name as the tables write it."""
    statements: tuple[Statement, ...]
    """What each source says, the one whose word counts most first."""

    @property
    def winner(self) -> Statement | None:
        """The statement that the catalog took; None where it took another value."""
        return next((statement for statement in self.statements if statement.wins), None)


class Change(Record):
    """One difference between two catalogs."""

    model: str
    """Full id of the offering."""
    field: str
    """Field name as the tables write it; `id` for a model added or removed."""
    before: str | None
    """The value in the first catalog; None where it has none."""
    after: str | None
    """The value in the second catalog; None where it has none."""
