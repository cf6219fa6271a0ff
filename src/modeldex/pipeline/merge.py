"""Everything that was said, weighed: the merged tables, and who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, MODEL_COLUMNS, format_row, parse_row
from modeldex.core.price import Price
from modeldex.identity.matching import match
from modeldex.pipeline.choice import InputShares, choose, precedence
from modeldex.pipeline.claims import CURATED, Claims, is_whole_day, read_claims, read_manifest, split_id
from modeldex.pipeline.merged import Merged
from modeldex.pipeline.model_tables import read_models
from modeldex.pipeline.price_lists import base_rates, continued, price_list, read_prices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.identity.matching import Match
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.tables import Row


def merge(data: Path, directory: Directory) -> Merged:
    """Weigh all that `data/sources/` and `data/curated/` say; DataError at the first fault."""
    day = max((info.seen_on for info in read_manifest(data).values()), default="")
    claims = _claims_by_id(data, directory)
    matches = {full_id: _match(ranked, directory) for full_id, ranked in claims.items()}
    shares = InputShares()
    for full_id, ranked in claims.items():
        for one in ranked:
            shares.learn(matches[full_id].model, one)
    before, history = read_models(data), read_prices(data)
    models: dict[str, dict[str, object]] = {}
    prices: dict[str, list[Price]] = {}
    for full_id in sorted(claims.keys() | before.keys()):
        rows = history.pop(full_id, [])
        if full_id not in claims and before[full_id].cells.get("source") == CURATED:
            continue  # a row kept by hand was taken back: its model goes with it
        if full_id not in claims:
            models[full_id], prices[full_id] = _kept(before[full_id], directory, [row.price for row in rows])
            continue
        ranked, found = claims[full_id], matches[full_id]
        prices[full_id] = continued(full_id, [row.price for row in rows], ranked, price_list(ranked))
        stored = choose(ranked, found.model, shares, day) | _rates(prices[full_id])
        models[full_id] = _completed(stored, ranked, directory, found, before.get(full_id), day)
    for full_id, rows in history.items():
        raise rows[0].row.fault(
            "id", f"no model has the full id {full_id!r}: add its row, or take this one out"
        )
    return Merged(day, models, prices, claims)


def _claims_by_id(data: Path, directory: Directory) -> dict[str, list[Claims]]:
    """Full id -> the claims about it, the one whose word counts most first; ids in order."""
    by_id: dict[str, list[Claims]] = {}
    for claims in read_claims(data, directory):
        by_id.setdefault(f"{claims.provider}/{claims.model_id}", []).append(claims)
    return {full_id: sorted(by_id[full_id], key=precedence) for full_id in sorted(by_id)}


def _match(ranked: list[Claims], directory: Directory) -> Match:
    family = next((str(one.stored["family"]) for one in ranked if one.stored.get("family")), None)
    return match(ranked[0].model_id, ranked[0].provider, directory.makers, family)


def _rates(prices: Iterable[Price]) -> dict[str, object]:
    rates = base_rates(prices)
    return {column: rates[unit] for column, unit in BASE_RATES.items() if unit in rates}


def _completed(
    stored: dict[str, object],
    ranked: list[Claims],
    directory: Directory,
    found: Match,
    before: Row | None,
    day: str,
) -> dict[str, object]:
    """Add what follows from the rest: who made it, how well it is founded, when it changed."""
    provider, model_id = ranked[0].provider, ranked[0].model_id
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
    in_force = base_rates(history)
    for column, unit in BASE_RATES.items():
        if column in stored and in_force.get(unit, stored[column]) != stored[column]:
            raise row.fault(column, f"is {stored[column]}, but the price row in force says {in_force[unit]}")
    rates = {unit: stored[column] for column, unit in BASE_RATES.items() if column in stored}
    added = [_price_of(row, unit, amount) for unit, amount in rates.items() if unit not in in_force]
    prices = [*history, *added]
    return stored | _rates(prices), prices


def _price_of(row: Row, unit: str, amount: object) -> Price:
    seen_on = row.cells.get("updated") or None
    if seen_on is not None and not is_whole_day(seen_on):
        raise row.fault("updated", f"must be a whole day where the row states a price, not {seen_on!r}")
    source = row.cells.get("source") or None
    full_id = row.cells["id"]
    return Price.of(unit, str(amount), model=full_id, source=source, recorded_on=seen_on)
