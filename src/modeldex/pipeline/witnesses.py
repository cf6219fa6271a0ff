"""Who else states a value: the second source that a doubtful change needs.

A source confirms what another says of an offering where it states the same of the same full id, or
of an id of the same provider that serves the same canonical model. Rates may differ by 0.5 %, limits
by 5 %. Two tables of one origin are one source, and what is retired confirms nothing of today.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from modeldex.catalog.evidence import LIMIT_TOLERANCE, LIMITS, RATE_TOLERANCE
from modeldex.core.money import CONTEXT
from modeldex.core.price import Price
from modeldex.core.usage import UNITS
from modeldex.pipeline.claims import read_claims
from modeldex.pipeline.manifest import MODELS, OFFERINGS
from modeldex.pipeline.price_lists import origin
from modeldex.pipeline.sameness import Sameness

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.directory import Directory

_RETIRED = "R"


class Witnesses:
    """Everything that the tables of a folder state; they are read when somebody first asks."""

    def __init__(self, data: Path, directory: Directory) -> None:
        self._data = data
        self._directory = directory
        self._stated: dict[int, dict[str, str]] = {}

    def confirming(self, full_id: str, field: str, value: str, but: Collection[str] = ()) -> tuple[str, ...]:
        """Names of the sources that state a value of a field of an offering, one of each origin.

        `field` is a name that statements have (`input_tokens@batch`, `max_context`, `vision`);
        sources of the origin of one in `but` are not heard.
        """
        heard = {origin(name) for name in but}
        names: dict[str | None, str] = {}
        for one in self._speaking(full_id):
            stated = self._statements(one).get(field)
            if stated is not None and origin(one.info.name) not in heard and is_same(field, stated, value):
                names.setdefault(origin(one.info.name), one.info.name)
        return tuple(sorted(names.values()))

    def _speaking(self, full_id: str) -> list[Claims]:
        """The claims about an offering, and about the same model at the same provider."""
        by_id, by_model, matches = self._read
        found = matches.get(full_id)
        same = by_model.get((full_id.partition("/")[0], found), []) if found else []
        return [*by_id.get(full_id, ()), *(one for one in same if one.row.cells["id"] != full_id)]

    def _statements(self, one: Claims) -> dict[str, str]:
        if id(one) not in self._stated:
            self._stated[id(one)] = dict(one.statements())
        return self._stated[id(one)]

    @cached_property
    def _read(
        self,
    ) -> tuple[dict[str, list[Claims]], dict[tuple[str, str], list[Claims]], dict[str, str | None]]:
        """Claims by full id, and by provider and canonical model; and the canonical model of each id."""
        by_id: dict[str, list[Claims]] = {}
        of_models: dict[str, list[Claims]] = {}
        for one in read_claims(self._data, self._directory):
            if one.stored.get("status") != _RETIRED and one.info.about in (OFFERINGS, MODELS):
                listed = by_id if one.info.about == OFFERINGS else of_models
                listed.setdefault(one.row.cells["id"], []).append(one)
        matches = {
            full_id: found.model for full_id, found in Sameness(by_id, self._directory).matches.items()
        }
        by_model: dict[tuple[str, str], list[Claims]] = {}
        for full_id, said in by_id.items():
            if (model := matches[full_id]) is not None:
                by_model.setdefault((full_id.partition("/")[0], model), []).extend(said)
        for full_id, said in of_models.items():
            by_id.setdefault(full_id, []).extend(said)
        return by_id, by_model, matches


def is_same(field: str, one: str, other: str) -> bool:
    """Whether two values of a field say the same: rates within 0.5 %, limits within 5 %, all else exactly."""
    if one == other:
        return True
    if field in LIMITS:
        return (
            _near(Decimal(one), Decimal(other), LIMIT_TOLERANCE)
            if one.isdigit() and other.isdigit()
            else False
        )
    if not is_rate(field) or (amounts := (amount_of(one), amount_of(other))).count(None):
        return False
    return _near(*amounts, RATE_TOLERANCE)  # type: ignore[arg-type]


def is_rate(field: str) -> bool:
    """Whether a name of a field is the key of a rate: `input_tokens`, `output_images@variant:hd`."""
    return field.partition("@")[0] in UNITS


@lru_cache(maxsize=4096)
def amount_of(text: str) -> Decimal | None:
    """The amount that a cell of a rate states, 0 where it is free; None where it varies or is unknown."""
    return None if text == "?" else Price.of("input_tokens", text).amount


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    low, high = sorted((one, other))
    return CONTEXT.subtract(high, low) <= CONTEXT.multiply(tolerance, high)
