"""Everything that was said, weighed: the merged tables, and who said what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.catalog.columns import BASE_RATES, format_row, parse_row
from modeldex.core.capability import CAPABILITIES
from modeldex.core.price import Price
from modeldex.core.status import ModelStatus
from modeldex.pipeline.choice import InputShares, choose, status_on
from modeldex.pipeline.claims import Claims, read_claims, split_id
from modeldex.pipeline.consensus import Consensus
from modeldex.pipeline.delisting import RETIRED, Delisted, end_with_their_hosts, end_with_their_makers
from modeldex.pipeline.folding import fold
from modeldex.pipeline.manifest import CURATED, MODELS, OFFERINGS, TOUCHES, is_whole_day, read_manifest
from modeldex.pipeline.merged import Merged
from modeldex.pipeline.model_tables import read_models
from modeldex.pipeline.naming import add_names, settle_aliases, settle_names, settle_successors
from modeldex.pipeline.precedence import FACTS, ordered
from modeldex.pipeline.price_history import before_today, read_history, since
from modeldex.pipeline.price_lists import base_rates, continued, do_agree, origin, plain_rates, price_list
from modeldex.pipeline.price_tables import read_prices
from modeldex.pipeline.sameness import Sameness

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.identity.matching import Match
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.tables import Row


_LEFT_ALONE_DAYS = 270
"""A catalog's row whose rates nobody has touched for so long may be as old as the last touch."""
_CODE = CAPABILITIES["code"].mask
_NO_CHANGE = ("id", "updated", "description", "category")
_MAY_BE_GONE = (None, ModelStatus.ACTIVE.value, ModelStatus.PREVIEW.value)


def merge(data: Path, directory: Directory) -> Merged:
    """Weigh all that `data/sources/` and `data/curated/` say; DataError at the first fault."""
    day = max((info.seen_on for info in read_manifest(data).values()), default="")
    about_offerings, about_models, touches = _read(data, directory)
    _note_touches(about_offerings, touches)
    folded = fold(about_offerings)
    claims = {full_id: folded.by_id[full_id] for full_id in sorted(folded.by_id)}
    scales = _Scales(claims, about_models, directory, day)
    before, rows, past = read_models(data), read_prices(data), read_history(data)
    merged = Merged(day, {}, {}, claims, folded.reasons, scales.same.matches)
    for full_id in sorted(claims.keys() | before.keys()):
        history = [line.price for line in rows.pop(full_id, ())]
        if full_id in claims:
            _weigh(merged, full_id, scales, history, past.get(full_id, []))
            add_names(merged.models[full_id], claims[full_id], folded.spellings.get(full_id, ()))
        elif before[full_id].cells.get("source") != CURATED and full_id not in folded.reasons:
            merged.models[full_id], merged.prices[full_id] = _kept(before[full_id], directory, history)
        # else it was taken back by hand, or is another spelling of an offering: it goes
    end_with_their_makers(merged, directory)
    end_with_their_hosts(merged, directory)
    settle_aliases(merged)
    settle_successors(merged, directory)
    settle_names(merged)
    for full_id, said in claims.items():
        merged.models[full_id]["updated"] = _updated(merged.models[full_id], said, before.get(full_id), day)
    for full_id, lines in rows.items():
        if full_id not in folded.reasons:
            raise lines[0].fault(
                "id", f"no model has the full id {full_id!r}: add its row, or take this one out"
            )
    return merged


class _Scales:
    """What all claims say together, by which those about one offering are weighed."""

    def __init__(
        self, claims: dict[str, list[Claims]], about_models: list[Claims], directory: Directory, day: str
    ) -> None:
        self.directory = directory
        self.same = Sameness(claims, directory)
        self.by_model = self.same.by_model(about_models)
        self.shares, self.consensus = InputShares(), Consensus()
        for full_id, said in claims.items():
            self.consensus.learn(self.same.matches[full_id].model, said)
            for one in said:
                self.shares.learn(self.same.matches[full_id].model, one)
        self.delisted = Delisted(claims, self.by_model, self.same, directory, day)

    def stored(self, full_id: str, said: list[Claims]) -> dict[str, object]:
        """The stored forms that the claims about one offering give."""
        found = self.same.matches[full_id]
        at_home = found.maker in self.directory.providers[said[0].provider].home_of
        return choose(said, found.model, self.shares, self.consensus, at_home=at_home)


def _weigh(merged: Merged, full_id: str, scales: _Scales, history: list[Price], past: list[Price]) -> None:
    """Choose one value per field and one price list for an offering, and date both."""
    found = scales.same.matches[full_id]
    model = found.model
    said = merged.claims[full_id]
    if model in scales.by_model:
        said = merged.claims[full_id] = [*said, *scales.by_model[model]]
    current = price_list(said, past)
    if past:
        current = since(current, past)
    merged.prices[full_id] = continued(history or before_today(current, past), said, current)
    by_rank = [one for _, one in ordered(said, FACTS)]
    stored = scales.stored(full_id, said) | _rates(merged.prices[full_id])
    window = stored.get("max_context")
    if window is not None and all(one.stored.get("max_context") != window for one in said):
        merged.infer(full_id, "max_context", str(window), "input_share_and_output")
    gone = scales.delisted.reason(full_id, said) if stored.get("status") in _MAY_BE_GONE else None
    if gone is not None:
        stored["status"] = RETIRED
        merged.infer(full_id, "status", RETIRED, gone)
    stored["status"] = status_on(stored, merged.day)
    if gone is None and all(one.stored.get("status") != stored["status"] for one in said):
        ground = "nobody_says_it_ended" if stored["status"] == ModelStatus.ACTIVE.value else "by_its_dates"
        merged.infer(full_id, "status", str(stored["status"]), ground)
    if int(str(stored["caps_yes"])) & _CODE and not any(sum(one.masks) & _CODE for one in said):
        merged.infer(full_id, "code", "true", "a_coding_benchmark")
    if model is not None and not any("model" in one.stored for one in said):
        merged.infer(full_id, "model", model, "; ".join(found.reasons) or "its_id")
    merged.models[full_id] = _completed(stored, said, by_rank, scales.directory, found)


def _note_touches(claims: list[Claims], touches: list[Claims]) -> None:
    """Date the rows that their catalog has left alone for long by the day on which it last touched them."""
    days = {
        (origin(touch.info.name), touch.provider, touch.model_id): str(touch.stored["updated"])
        for touch in touches
    }
    for one in claims:
        touched = days.get((one.info.name, one.provider, one.model_id))
        if touched is not None:
            day = date.fromisoformat(touched).toordinal()
            one.touched_day = day if one.info.seen_day - day > _LEFT_ALONE_DAYS else one.touched_day


def _read(data: Path, directory: Directory) -> tuple[list[Claims], list[Claims], list[Claims]]:
    """The claims about offerings, those about models, and the days on which rows were touched."""
    parts: dict[str, list[Claims]] = {OFFERINGS: [], MODELS: [], TOUCHES: []}
    for one in sorted(read_claims(data, directory), key=lambda one: one.info.name):
        parts[one.info.about].append(one)
    return parts[OFFERINGS], parts[MODELS], parts[TOUCHES]


def _rates(prices: Iterable[Price]) -> dict[str, object]:
    rates = base_rates(prices)
    return {column: rates[unit] for column, unit in BASE_RATES.items() if unit in rates}


def _completed(
    stored: dict[str, object], said: list[Claims], by_rank: list[Claims], directory: Directory, found: Match
) -> dict[str, object]:
    """Add what follows from the rest: who serves and who made it, and how well it is founded."""
    provider, model_id = said[0].provider, said[0].model_id
    stored.update(provider=provider, model_id=model_id, category=directory.providers[provider].category)
    stored.setdefault("maker", found.maker)
    stored.setdefault("model", found.model)
    stored["source"] = by_rank[0].info.name
    stored["quality"] = _quality(by_rank, str(stored["category"]))
    return stored


def _updated(stored: dict[str, object], said: list[Claims], before: Row | None, day: str) -> str:
    """When a value of a row last changed: today where it has, else as far as anybody says."""
    if before is not None:
        return before.cells.get("updated", "") if _is_row_of(stored, before.cells) else day
    by_rank = [one for _, one in ordered(said, FACTS)]
    stated = (one.stored.get("updated") for one in by_rank if one.info.about != MODELS)
    return str(next(filter(None, stated), by_rank[0].info.seen_on))


def _quality(by_rank: list[Claims], category: str) -> str:
    """Verified: kept by hand, a priced or limited own listing, or two sources that agree on the price.

    What a community hub passes on to whoever hosts it today is partial at best.
    """
    if category == "community" and by_rank[0].info.name != CURATED:
        return "partial"
    first = by_rank[0]
    states_much = bool(first.rates or first.stored.get("max_context"))
    if first.info.name == CURATED or (first.info.own_listing_of == first.provider and states_much):
        return "verified"
    rates = [plain_rates(one) for one in by_rank if one.rates]
    if any(do_agree(one, other) for place, one in enumerate(rates) for other in rates[:place]):
        return "verified"
    of_offering = [one for one in by_rank if one.info.about != MODELS]
    stated = any(one.stored.keys() - {"caps_yes", "caps_no", "name"} for one in of_offering)
    return "partial" if stated else "unknown"


def _is_row_of(stored: dict[str, object], before: dict[str, str]) -> bool:
    """Whether a row was written of the same values, but for what does not count as a change."""
    cells = format_row(stored)
    for name in _NO_CHANGE:
        cells[name] = before.get(name, "")
    return all(before.get(name, "") == cell for name, cell in cells.items()) and cells.keys() >= before.keys()


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
