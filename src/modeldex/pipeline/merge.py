"""One value per field: statements weighed by a stated rule, the losers kept.

The rule: the source with the lowest rank wins (`SourceInfo.rank`), among equals the one seen last,
among those the first by name. It is applied to each field on its own, but for prices
(`price_lists`) and limits: an input share that is not smaller than the window is no share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import (
    BASE_RATES,
    CATALOG_COLUMNS,
    MODEL_COLUMNS,
    format_row,
    parse_row,
)
from modeldex.core.model import ModelConfig
from modeldex.core.price import Price
from modeldex.core.status import ModelStatus
from modeldex.identity.matching import match
from modeldex.pipeline.claims import CURATED, Claims, read_claims, read_manifest, split_id
from modeldex.pipeline.price_lists import base_rates, continued, price_list, read_prices, write_prices
from modeldex.pipeline.tables import Row, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.pipeline.directory import Directory

_NOT_MERGED = ("caps_yes", "caps_no", "updated", "source", *BASE_RATES)


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged tables, with everything that was said."""

    day: str
    """The newest day on which a source was seen: the day the tables speak of."""
    models: dict[str, dict[str, object]]
    """Full id -> stored forms by catalog column."""
    prices: dict[str, list[Price]]
    """Full id -> its dated rates."""
    claims: dict[str, list[Claims]]
    """Full id -> what its sources say, the one whose word counts most first."""


def merge(data: Path, directory: Directory) -> Merged:
    """Weigh all that `data/sources/` and `data/curated/` say; DataError at the first fault."""
    by_id: dict[str, list[Claims]] = {}
    day = max((info.seen_on for info in read_manifest(data).values()), default="")
    for claims in read_claims(data, directory):
        by_id.setdefault(f"{claims.provider}/{claims.model_id}", []).append(claims)
    before = read_models(data)
    history = read_prices(data)
    models: dict[str, dict[str, object]] = {}
    prices: dict[str, list[Price]] = {}
    for full_id in sorted(by_id.keys() | before.keys()):
        ranked = sorted(by_id.get(full_id, ()), key=_precedence)
        row = before.get(full_id)
        if not ranked:
            assert row is not None
            models[full_id], prices[full_id] = _kept(row, directory, history.get(full_id, []))
            continue
        prices[full_id] = continued(full_id, history.get(full_id, []), price_list(ranked))
        stored = _merged(ranked, day) | _rates(prices[full_id])
        models[full_id] = _completed(stored, ranked, directory, row, day)
    return Merged(day, models, prices, by_id)


def _precedence(claims: Claims) -> tuple[int, int, str]:
    return claims.info.rank(claims.provider, ""), -int(claims.info.seen_on.replace("-", "")), claims.info.name


def _merged(ranked: list[Claims], day: str) -> dict[str, object]:
    stored: dict[str, object] = {}
    for column in CATALOG_COLUMNS:
        if column in _NOT_MERGED:
            continue
        stating = [claims for claims in ranked if column in claims.stored]
        if stating:
            winner = min(stating, key=lambda claims: claims.info.rank(claims.provider, column))
            stored[column] = winner.stored[column]
    stored["caps_yes"], stored["caps_no"] = _capabilities(ranked)
    window, share = stored.get("max_context"), stored.get("max_input")
    if isinstance(window, int) and isinstance(share, int) and share >= window:
        del stored["max_input"]
    status = ModelStatus(stored.get("status", "C"))
    stored["status"] = status.on(day, _day(stored, "deprecated_on"), _day(stored, "retires_on")).value
    return stored


def _capabilities(ranked: list[Claims]) -> tuple[int, int]:
    """Each capability as the first source says that speaks of it: later ones fill what is open."""
    yes = no = 0
    for claims in ranked:
        says_yes, says_no = claims.masks
        open_bits = ~(yes | no)
        yes, no = yes | (says_yes & open_bits), no | (says_no & open_bits)
    return yes, no


def _rates(prices: Iterable[Price]) -> dict[str, object]:
    rates = base_rates(prices)
    return {column: rates[unit] for column, unit in BASE_RATES.items() if unit in rates}


def _completed(
    stored: dict[str, object],
    ranked: list[Claims],
    directory: Directory,
    before: Row | None,
    day: str,
) -> dict[str, object]:
    """Add what follows from the rest: who made it, how well it is founded, when it changed."""
    provider, model_id = ranked[0].provider, ranked[0].model_id
    family = stored.get("family")
    found = match(model_id, provider, directory.makers, str(family) if family else None)
    stored.update(provider=provider, model_id=model_id, category=directory.providers[provider].category)
    stored.setdefault("maker", found.maker)
    stored.setdefault("model", found.model)
    stored["source"] = ranked[0].info.name
    stored["quality"] = _quality(ranked)
    cells = format_row(stored)
    if before is not None and _same(cells, before.cells):
        stored["updated"] = before.cells["updated"]
    elif before is not None:
        stored["updated"] = day
    else:
        stated = (claims.stored.get("updated") for claims in ranked)
        stored["updated"] = next(filter(None, stated), ranked[0].info.seen_on)
    return stored


def _quality(ranked: list[Claims]) -> str:
    """Verified: kept by hand, the provider's own listing, or two sources that agree on the price."""
    first = ranked[0]
    if first.info.name == CURATED or first.info.own_listing_of == first.provider:
        return "verified"
    rates = [{p.key: p.amount_text for p in claims.prices if p.is_base} for claims in ranked]
    stated = [
        (r["input_tokens"], r["output_tokens"])
        for r in rates
        if {"input_tokens", "output_tokens"} <= r.keys()
    ]
    if len(stated) > 1 and len(set(stated)) == 1:
        return "verified"
    return (
        "partial"
        if any(claims.stored.keys() - {"caps_yes", "caps_no", "name"} for claims in ranked)
        else "unknown"
    )


def _same(cells: dict[str, str], before: dict[str, str]) -> bool:
    ignored = ("updated", "description", "id", "category")
    return all(cells.get(name, "") == before.get(name, "") for name in MODEL_COLUMNS if name not in ignored)


def _kept(row: Row, directory: Directory, history: list[Price]) -> tuple[dict[str, object], list[Price]]:
    """A row of `data/models/` that no source mentions stays as it is; its rates become price rows."""
    provider, model_id = split_id(row, directory)
    stored, problems = parse_row(
        {name: cell for name, cell in row.cells.items() if name not in ("id", "description")}
    )
    for column, problem in problems.items():
        raise row.fault(column, problem)
    stored.update(provider=provider, model_id=model_id, category=directory.providers[provider].category)
    for name, unstated in (("status", "C"), ("caps_yes", 0), ("caps_no", 0)):
        stored.setdefault(name, unstated)
    known = base_rates(history)
    rates = {unit: str(stored[column]) for column, unit in BASE_RATES.items() if column in stored}
    made = ModelConfig(model_id=model_id, provider=provider, prices=_prices(rates, known))
    seen_on = str(stored.get("updated") or "") or None
    added = [price.replace(source=stored.get("source"), recorded_on=seen_on) for price in made.prices]
    return stored, [*history, *added]


def _prices(rates: dict[str, str], known: dict[str, str]) -> list[Price]:
    return [Price.of(unit, amount) for unit, amount in rates.items() if unit not in known]


def _day(stored: dict[str, object], column: str) -> str | None:
    value = stored.get(column)
    return str(value) if value else None


def read_models(data: Path) -> dict[str, Row]:
    """The rows of `data/models/**`, by full id; DataError where an id stands twice."""
    rows: dict[str, Row] = {}
    for path in sorted((data / "models").glob("*/*.csv")):
        for row in read_table(path, MODEL_COLUMNS):
            full_id = row.cells.get("id", "")
            if full_id in rows:
                other = rows[full_id]
                raise row.fault("id", f"{full_id!r} stands at {other.path}:{other.line} too; keep one row")
            rows[full_id] = row
    return rows


def restored(stored: dict[str, object], prices: tuple[Price, ...] = ()) -> ModelConfig:
    """The ModelConfig of stored forms by catalog column."""
    return ModelConfig.restore(tuple(stored.get(column) for column in CATALOG_COLUMNS), lambda _: prices)


def write_tables(data: Path, directory: Directory, merged: Merged) -> None:
    """Write `data/models/**` and `data/prices/**`; tables of providers without rows go."""
    models: dict[str, list[dict[str, str]]] = {}
    prices: dict[str, list[Price]] = {}
    for full_id, stored in merged.models.items():
        provider = str(stored["provider"])
        cells = format_row(stored) | {"id": full_id, "description": restored(stored).description}
        models.setdefault(provider, []).append(cells)
        prices.setdefault(provider, []).extend(merged.prices[full_id])
    wanted = set()
    for provider, rows in models.items():
        path = data / "models" / directory.providers[provider].category / f"{provider}.csv"
        write_table(path, MODEL_COLUMNS, rows)
        wanted.add(path)
    for path in (data / "models").glob("*/*.csv"):
        if path not in wanted:
            path.unlink()
    write_prices(data, {provider: rows for provider, rows in prices.items() if rows})
