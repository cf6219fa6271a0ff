"""What every upstream gives: a reading of what it says, offering by offering.

A parser *pops* every field it understands and leaves the rest, so that a new upstream field
announces itself; it declares bounds, so that a parser that silently stopped reading something is
noticed; and it states facts only, no prose.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import BASE_RATES
from modeldex.core.errors import InvalidValueError, SourceError
from modeldex.sources.offering import Offering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from modeldex.sources.fetching import Fetch


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters."""
OFFERINGS, MODELS, TOUCHES = "offerings", "models", "touches"
"""What a source speaks about; `touches`: on which day a catalog last touched its row of an offering."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a whole answer of an upstream looks like; outside of it something is broken."""

    least: int
    """Fewest offerings."""
    most: int
    """Most offerings."""
    fill: Mapping[str, float]
    """Column, or capability, -> least share of offerings that state it, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One upstream: who it is, how its answer is read, and what it must look like."""

    name: str
    """Its slug: the name of its table and of its statements."""
    title: str
    """Its name for people."""
    url: str
    """Where its answer is fetched from."""
    licence: str
    """Under which terms its facts may be carried over."""
    own_listing_of: str | None
    """Provider whose own listing it is; None for a catalog of third parties."""
    bounds: Bounds
    parse: Callable[[Any, Callable[[str], str | None]], Reading]
    """Reads a decoded JSON answer; the second argument finds a slug by any name: a provider's, or a
    maker's where the source is about models."""
    fetch: Fetch | None = None
    """How its answer is had over the network; None: it is no endpoint, and a file is ingested."""
    about: str = OFFERINGS
    """`offerings`: ids are provider/model_id. `models`: facts true wherever a model is served, under
    maker/name as the source spells the name. `touches`: nothing but days, in `updated`."""
    is_complete: bool = False
    """Whether the answer lists all that its provider serves, to anybody who asks: what a newer answer
    no longer lists is no longer served."""
    is_excerpt: bool = False
    """Whether the answer is the beginning of a longer list, in an order in which others stand there from
    one time to the next: that something is not in it says nothing."""


@dataclass(kw_only=True)
class Reading:
    """One upstream's answer, read."""

    source: str
    offerings: dict[str, Offering] = field(default_factory=dict)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    """Path of a field that the parser does not know -> how often it stood there."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Upstream key -> why it became no offering."""
    not_priced: list[str] = field(default_factory=list)
    """Full ids whose zeros were taken as not priced."""
    mended: dict[str, str] = field(default_factory=dict)
    """Full id -> what was mended in its prices."""

    def offering(self, provider: str, model_id: str) -> Offering:
        """The offering of this id, made on first use."""
        found = self.offerings.get(f"{provider}/{model_id}")
        if found is None:
            found = Offering(provider=provider, model_id=model_id)
            self.offerings[found.id] = found
        return found

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Turn whatever an answer of another shape makes a parser stumble over into a SourceError."""
        try:
            yield
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
            InvalidValueError,
        ) as error:
            problem = _problem(error)
            raise SourceError(
                f"{self.source}: {place}: {problem}. The answer has changed its shape; mend the parser"
            ) from error
        except SourceError as error:
            problem = str(error.args[0])
            if problem.startswith(f"{self.source}: "):
                raise
            raise SourceError(f"{self.source}: {place}: {problem}") from error

    def finish(self) -> None:
        """Once all is stated: mend slips of units, and infer what prices say about abilities."""
        for offering in self.offerings.values():
            mended = offering.mend_slips()
            if mended is not None:
                self.mended[offering.id] = mended
            offering.infer_from_prices()

    def leftovers(self, path: str, rest: Mapping[str, object]) -> None:
        """Report the fields that nobody popped."""
        for name in rest:
            self.unknown_fields[f"{path}.{name}" if path else name] += 1

    def check_texts(self) -> None:
        """SourceError where an id or a cell is none that a table can hold: what reads it would refuse it."""
        for offering in self.offerings.values():
            if not _is_id(offering):
                raise SourceError(
                    f"{self.source}: an id must be one line without outer blanks: {offering.id!r}"
                )
            for place, text in offering.texts():
                if not isinstance(text, str):
                    problem = f"{place} is no text: {str(text)[:80]!r}"
                    raise SourceError(f"{self.source}: {offering.id}: {problem}")
                if _NO_TEXT.search(text):
                    problem = f"{place} holds a character that no text has: {text[:80]!r}"
                    raise SourceError(f"{self.source}: {offering.id}: {problem}")

    def check(self, bounds: Bounds) -> None:
        """SourceError that names every bound this reading falls outside of."""
        count = len(self.offerings)
        faults = []
        if not bounds.least <= count <= bounds.most:
            faults.append(f"{count} offerings, expected {bounds.least} to {bounds.most}")
        for column, share in bounds.fill.items():
            filled = sum(states(offering, column) for offering in self.offerings.values())
            if filled < share * count:
                faults.append(f"{column} is stated by {filled} of {count}, expected {share:.0%}")
        if faults:
            raise SourceError(
                f"{self.source}: {'; '.join(faults)}. The answer is cut short or has changed its shape; "
                "look at it, then mend the parser or its bounds"
            )


def _is_id(offering: Offering) -> bool:
    words = (offering.provider, offering.model_id)
    return all(word and word == word.strip() and word.isprintable() for word in words)


def states(offering: Offering, column: str) -> bool:
    """Whether an offering says anything about a column, a base rate or a capability."""
    if column in BASE_RATES:
        return any(price.unit == BASE_RATES[column] and price.is_base for price in offering.prices)
    return column in offering.cells or column in offering.flags


def pop_number(record: dict[str, Any], name: str, path: str) -> int | float | Decimal | str | None:
    """Pop a number or a number's text; SourceError where the field holds anything else."""
    value = record.pop(name, None)
    if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
        return value
    raise SourceError(f"{path}.{name}: expected a number, got {value!r}; the upstream has changed its shape")


def expect(value: object, kind: type, path: str) -> Any:
    """The value, if it is of a kind; SourceError names the place otherwise."""
    if not isinstance(value, kind):
        raise SourceError(f"{path}: expected {_word(kind)}, got {_word(type(value))}")
    return value


_WORDS = {
    dict: "object", list: "list", str: "text", int: "whole number", float: "number",
    bool: "true or false", type(None): "null",
}  # fmt: skip
"""Type of a decoded value -> what it is in JSON."""


def _word(kind: type) -> str:
    return _WORDS.get(kind, kind.__name__)


_OF_A_TYPE = re.compile(r"'(\w+)' object")
"""Where Python names the type that it met."""


def _problem(error: Exception) -> str:
    """What a parser stumbled over, in words of the answer rather than of the parser."""
    if isinstance(error, KeyError):
        return f"field {error.args[0]} is missing"
    if isinstance(error, ArithmeticError):
        return "a number cannot be reckoned with"
    met = _OF_A_TYPE.search(str(error)) if isinstance(error, AttributeError | TypeError) else None
    kind = next((word for one, word in _WORDS.items() if met and one.__name__ == met[1]), None)
    return str(error) if kind is None else f"{kind} stands where something else was expected"


def drop(record: dict[str, Any], names: Iterable[str]) -> None:
    """Pop fields that are known and deliberately not carried over."""
    for name in names:
        record.pop(name, None)
