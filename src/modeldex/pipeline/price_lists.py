"""Which prices an offering has, and how its dated rows grow.

A price list is taken whole from one source: the provider's own listing while it is fresh, else of
the lists whose plain input and output rates most sources agree on the one seen last. A list with a
rate that another source had and has changed since, or has changed after the list was seen, is
yesterday's. Rates that it
does not state are taken from another only where the two agree on the plain rates, for otherwise
they speak of different price lists. A rate kept by hand is no list: it goes over the one that is
there. Rows are never overwritten: a rate that changed closes its row and appends the next.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.evidence import RATE_TOLERANCE
from modeldex.core.price import amount_of_text
from modeldex.core.price_key import currency_of
from modeldex.pipeline.manifest import CURATED, MODELS
from modeldex.pipeline.precedence import OWN, PRICES, STALE, ordered
from modeldex.pipeline.quotes import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.price import Price
    from modeldex.pipeline.claims import Claims


Rates = tuple[Decimal | None, Decimal | None]
"""Plain input and output rates of a list."""

_PLAIN = ("input_tokens", "output_tokens")
_OUTLIER = 4
"""A rate so many times as high or as low as what all others say does not win by being newer alone."""


def price_list(said: list[Claims], past: list[Price]) -> dict[str, Quote]:
    """The current rates of an offering, by key, out of what its sources say; `past`: its dated rates."""
    lists = [one for one in said if one.rates and one.info.name != CURATED]
    chosen: dict[str, Quote] = {}
    for one in _leader_and_followers(lists, past) if len(lists) > 1 else lists:
        _add(chosen, one)
    for one in said:
        if one.info.name == CURATED:
            _correct(chosen, one)
    return chosen


def _leader_and_followers(lists: list[Claims], past: list[Price]) -> list[Claims]:
    """Of several lists the one that is taken, and after it those that fill what it leaves open."""
    seen_on = max(one.info.seen_on for one in lists)
    current = [one for one in lists if not _is_outdated(one, past, seen_on)] or lists
    with_plain = [one for one in current if plain_rates(one) != (None, None)]
    if len(with_plain) in (0, len(current)):
        with_plain = current
    ranked = ordered(with_plain, PRICES)
    leader = _leader(ranked)
    plain = plain_rates(leader)
    by_rank = ranked if with_plain is current else ordered(current, PRICES)
    others = (one for _, one in by_rank if one is not leader)
    return [leader, *(one for one in others if do_agree(plain, plain_rates(one)) or not _in_usd(one))]


def _add(chosen: dict[str, Quote], one: Claims) -> None:
    """Take the rates that are still open; one that was taken is seen since the earlier of two days."""
    seen_on = one.info.seen_on
    for key, amount in one.rates.items():
        taken = chosen.get(key)
        if taken is None:
            chosen[key] = Quote(amount, one, seen_on)
        elif amount == taken.amount and seen_on < taken.recorded_on:
            chosen[key] = taken._replace(recorded_on=seen_on)


def _leader(ranked: list[tuple[int, Claims]]) -> Claims:
    """Whose list is taken: an own listing, else of those that most sources agree on the newest."""
    first_rank, first = ranked[0]
    lists = [one for rank, one in ranked if OWN < rank < STALE]
    if first_rank <= OWN or len(lists) < 2:
        return first
    rates = [plain_rates(one) for one in lists]
    votes = [sum(do_agree(mine, theirs) for theirs in rates) for mine in rates]
    if max(votes) == 1 and len(lists) > 2:
        votes = [-_strays(mine, rates) for mine in rates]
    return lists[votes.index(max(votes))]


def _is_outdated(one: Claims, past: list[Price], seen_on: str) -> bool:
    """Whether another source has changed a plain rate since: from this list's, or after it was seen.

    `seen_on` is the last day of any list: what is announced for later outdates nothing. A list whose
    own source went back to the rate on a stated day is not outdated by what was before.
    """
    if not past:
        return False
    rates = dict(zip(_PLAIN, plain_rates(one), strict=True))
    others = [price for price in past if origin(price.source) != one.info.name and rates.get(price.key)]
    own = [price for price in past if origin(price.source) == one.info.name and price.valid_to is None]
    for price in others:
        mine = rates[price.key]
        if price.valid_to is not None:
            back = any(p.key == price.key and (p.valid_from or "") >= price.valid_to for p in own)
            if price.key == "input_tokens" and price.amount == mine and not back:
                return True
        elif price.amount != mine and one.info.seen_on < (price.valid_from or "") <= seen_on:
            return True
    return False


def origin(source: str | None) -> str | None:
    """The catalog whose history a source tells; itself, for all but one."""
    return "litellm" if source == "litellm_events" else source


def _in_usd(one: Claims) -> bool:
    return any(currency_of(key) == "USD" for key in one.rates)


def _strays(mine: Rates, rates: list[Rates]) -> bool:
    """Whether a rate is far from every other source's."""
    amounts = [theirs[0] for theirs in rates if theirs is not mine and theirs[0]]
    return bool(mine[0]) and bool(amounts) and all(
        max(mine[0], other) > _OUTLIER * min(mine[0], other) for other in amounts if mine[0]
    )  # fmt: skip


def _correct(chosen: dict[str, Quote], by_hand: Claims) -> None:
    """Put rates kept by hand over a list; all others stay, but for conditions on a rate that changed.

    Whoever corrects a plain rate has not said what its tiers and service classes are now.
    """
    for key, amount in by_hand.rates.items():
        before = chosen.get(key)
        if "@" not in key and before is not None and before.amount != amount:
            for other in [other for other in chosen if other.partition("@")[0] == key]:
                del chosen[other]
    seen_on = by_hand.info.seen_on
    chosen.update((key, Quote(amount, by_hand, seen_on)) for key, amount in by_hand.rates.items())


def plain_rates(one: Claims) -> Rates:
    """What a source charges for plain input and output tokens; None where it does not say or it varies."""
    into, out_of = [None if text is None else amount_of_text(text) for text in map(one.rates.get, _PLAIN)]
    return into, out_of


def do_agree(one: Rates, other: Rates) -> bool:
    """Whether two lists have the same plain rates; a free one is as good as one that is not there."""
    if (None, None) in (one, other):
        return False
    pairs = [(mine or Decimal(0), theirs or Decimal(0)) for mine, theirs in zip(one, other, strict=True)]
    return all(abs(mine - theirs) <= RATE_TOLERANCE * max(mine, theirs) for mine, theirs in pairs)


def continued(history: list[Price], said: list[Claims], current: dict[str, Quote]) -> list[Price]:
    """The dated rows of an offering after today's rates: kept, closed, or appended.

    A rate that no source states any more is closed on the day on which they were last seen. One
    that a source seen earlier puts in the place of a later one is a correction.
    """
    if not history:
        return [quote.price(key) for key, quote in current.items()]
    rows = list(history)
    open_rows = {row.key: place for place, row in enumerate(rows) if row.valid_to is None}
    for key in open_rows.keys() - current.keys():
        seen_on = max(one.info.seen_on for one in said if one.info.about != MODELS)
        before = rows[open_rows[key]]
        rows[open_rows[key]] = before.replace(valid_to=max(seen_on, _beginning(before)))
    for key, quote in current.items():
        place = open_rows.get(key)
        if place is None:
            _begin(rows, quote.price(key))
        elif rows[place].amount_text != quote.amount:
            price, start = quote.price(key), _beginning(rows[place])
            is_correction = (price.recorded_on or "") < start
            rows[place] = rows[place].replace(valid_to=max(_beginning(price), start))
            _begin(rows, price, kind="correction" if is_correction else None)
    return rows


def _begin(rows: list[Price], price: Price, kind: str | None = None) -> None:
    """Put a rate in force: at once where it is the first of its key, else where the last one ended."""
    ended = [row for row in rows if row.key == price.key and row.valid_to is not None]
    if ended:
        last = max(ended, key=lambda row: row.valid_to or "")
        day = max(price.valid_from or price.recorded_on or "", last.valid_to or "")
        price = price.replace(valid_from=day, supersedes=last.price_id, kind=kind or price.kind)
    mine = price.price_id if ended else None
    same = next((at for at, row in enumerate(rows) if row.key == price.key and row.price_id == mine), None)
    if same is None:
        rows.append(price)
    else:  # it was in force on this day before: it is again
        rows[same] = rows[same].replace(valid_to=None)


def _beginning(price: Price) -> str:
    return price.valid_from or price.recorded_on or ""


def base_rates(prices: Iterable[Price]) -> dict[str, str]:
    """Unit -> amount of the unconditional rates in force, in USD."""
    return {price.unit: price.amount_text for price in prices if price.valid_to is None and price.is_base}
