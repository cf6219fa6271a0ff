"""Where sources disagree: how often per field, and by how much about prices."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from modeldex.catalog.columns import UNKNOWN_CELL
from modeldex.catalog.evidence import NO_CONFLICT, is_one_value
from modeldex.catalog.schema import TABLES
from modeldex.core.evidence import REASONS
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS
from modeldex.pipeline.evidence import Evidence
from modeldex.pipeline.manifest import CURATED, ESTIMATED, MODELS

if TYPE_CHECKING:
    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.merged import Merged


Torn = dict[tuple[str, str], dict[str, str]]
"""(Full id, field) -> source -> value, where sources disagree beyond rounding."""


@dataclass(frozen=True, slots=True)
class Dissent:
    """How often sources disagree about a field."""

    field: str
    compared: int
    """Offerings of which two sources or more state it."""
    differing: int
    """Of these: with more than one value, beyond rounding."""
    rounded: int
    """Of these: with values that are one but for rounding."""

    @property
    def share(self) -> float:
        """Of the offerings compared, 0 to 1."""
        return self.differing / (self.compared or 1)


@dataclass(frozen=True, slots=True)
class PriceGap:
    """A rate about which sources are far apart."""

    model: str
    field: str
    least: Decimal
    most: Decimal
    """Dearest rate that a source states, in the rate's own currency and unit, as the least."""
    says_least: str
    says_most: str
    """Names of the sources."""
    taken: str | None = None
    """Value that the tables have; None where they have none of those stated."""
    winner: str | None = None
    reason: str | None = None

    @property
    def factor(self) -> Decimal:
        """How many times as dear the dearest is."""
        return self.most / self.least


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Everything that sources say, compared."""

    statements: int
    """How many values are stated, by all sources together."""
    dissents: list[Dissent]
    """By field, those with most differing offerings first."""
    gaps: list[PriceGap]
    """The widest gaps between rates of current offerings, the widest first."""
    torn: Torn
    """About what sources disagree, offering by offering."""


def disagreements(merged: Merged, most_gaps: int) -> Disagreements:
    """Compare what sources say of each offering."""
    statements = sum(map(len, merged.inferred.values())) + _about_models(merged)
    compared: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    rounded: Counter[str] = Counter()
    gaps: list[PriceGap] = []
    torn: Torn = {}
    for full_id, claims in merged.claims.items():
        said, count = _said(claims)
        statements += count
        has_retired = merged.models[full_id]["status"] == ModelStatus.RETIRED.value
        for field, by_source in said.items():
            if len(by_source) > 1:
                compared[field] += 1
                if len(set(by_source.values())) > 1:
                    if is_one_value(field, by_source.values()):
                        rounded[field] += 1
                    else:
                        differing[field] += 1
                        torn[full_id, field] = by_source
                    gap = _gap(full_id, field, by_source)
                    gaps += [gap] if gap and not has_retired else []
    dissents = [Dissent(name, number, differing[name], rounded[name]) for name, number in compared.items()]
    dissents.sort(key=lambda one: (-one.differing, -one.compared, one.field))
    gaps.sort(key=lambda gap: (-gap.factor, gap.model, gap.field))
    return Disagreements(statements, dissents, _decided(gaps[:most_gaps], merged), torn)


def torn_of(claims: list[Claims]) -> dict[str, dict[str, str]]:
    """Field -> source -> value of what sources disagree about beyond rounding, of one offering."""
    said, _ = _said(claims)
    return {
        field: by_source
        for field, by_source in said.items()
        if len(set(by_source.values())) > 1 and not is_one_value(field, by_source.values())
    }


def _said(claims: list[Claims]) -> tuple[dict[str, dict[str, str]], int]:
    """Field -> source -> value of what is said of one offering, and how many statements that is."""
    said: dict[str, dict[str, str]] = {}
    count = 0
    for one in claims:
        for field, value in one.statements() if one.info.about != MODELS else ():
            count += 1
            if field not in NO_CONFLICT and value != UNKNOWN_CELL:
                said.setdefault(field, {})[one.info.name] = value
    return said, count


def _about_models(merged: Merged) -> int:
    """How much is stated of models wherever they are served; each model counts once."""
    counts: dict[str, int] = {}
    for full_id, claims in merged.claims.items():
        about = [one for one in claims if one.info.about == MODELS]
        model = str(merged.models[full_id].get("model"))
        if about and model not in counts:
            counts[model] = sum(1 for one in about for _ in one.statements())
    return sum(counts.values())


def _gap(full_id: str, field: str, by_source: dict[str, str]) -> PriceGap | None:
    """How far apart the priced rates of one field are; None where fewer than two are, or they agree."""
    if field.partition("@")[0] not in UNITS:
        return None
    amounts = {source: amount for source, value in by_source.items() if (amount := _amount(value))}
    if len(amounts) < 2:
        return None
    low, high = min(amounts, key=lambda name: amounts[name]), max(amounts, key=lambda name: amounts[name])
    return PriceGap(full_id, field, amounts[low], amounts[high], low, high)


def _amount(text: str) -> Decimal | None:
    """The number that a value is; None for `free`, `variable` and their like."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _decided(gaps: list[PriceGap], merged: Merged) -> list[PriceGap]:
    """The gaps with what was taken, from whom and why."""
    ids = dict.fromkeys(gap.model for gap in gaps)
    numbers = {full_id: n for n, full_id in enumerate(ids, 1)}
    said = [one for full_id in ids for one in merged.claims[full_id]]
    names = dict.fromkeys((CURATED, ESTIMATED, *(one.info.name for one in said)))
    sources = {name: n for n, name in enumerate(names, 1)}
    some = replace(
        merged,
        models={full_id: merged.models[full_id] for full_id in ids},
        claims={full_id: merged.claims[full_id] for full_id in ids},
        inferred={},
    )
    won = _winners(some, numbers, sources)
    by_number = dict(zip(sources.values(), sources, strict=True))
    decided = []
    for gap in gaps:
        value, source, reason = won.get((numbers[gap.model], gap.field), (None, 0, 0))
        decided.append(replace(gap, taken=value, winner=by_number.get(source), reason=REASONS[reason]))
    return decided


def _winners(
    merged: Merged, numbers: dict[str, int], sources: dict[str, int]
) -> dict[tuple[int, str], tuple[str, int, int]]:
    """(offering, field) -> value, source and reason of the statement taken, as the catalog has them."""
    db = sqlite3.connect(":memory:")
    try:
        for statement in TABLES:
            db.execute(statement)
        Evidence(numbers, sources).put(db, merged)
        rows = db.execute("SELECT n, f.name, value, s, wins FROM claims JOIN fields f USING (f) WHERE wins")
        return {(n, field): (value, source, wins) for n, field, value, source, wins in rows}
    finally:
        db.close()
