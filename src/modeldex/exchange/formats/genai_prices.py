"""genai-prices' book: a list of providers, each with the prices of its models, USD per million.

The shape is that of the `data.json` which the package fetches. Prices are dated where ours are; the
past of the plain rates is written too. A model is matched by its exact id and its other names. A
model of which no rate has a place here is left out.

Rates that the package could not compute with are given up and counted: those of a part whose whole
has no rate (cached input without input), or whose overlap has none (audio and cache without cached
audio). Not carried besides: rates by region, hour or size, capabilities, and limits but the window.
A free rate is written as 0, which readers take for free only where the id ends in `:free`.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from modeldex.core.price import STANDARD
from modeldex.exchange.base import Format
from modeldex.exchange.genai_book import LEFT_OUT, joined, say_names, sections
from modeldex.exchange.genai_units import NAMES, coherent
from modeldex.exchange.json_text import lines_of_list, number, written
from modeldex.exchange.price_steps import Step, steps
from modeldex.exchange.upstream import counted, imported, parsed
from modeldex.sources.upstreams import genai_prices
from modeldex.sources.upstreams.genai_prices.names import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.price import Price
    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger

SECTIONS = {
    "amazon-bedrock": "aws",
    "cloudflare-workers-ai": "cloudflare",
    "fireworks-ai": "fireworks",
    "novita-ai": "novita",
    "togetherai": "together",
    "voyage": "voyageai",
    "xai": "x-ai",
}
"""Provider -> its id in the book, where that is another word."""
_NO_ADDRESS = "(?!)"
"""A pattern that matches no address: nobody states where the provider answers."""


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """Provider by provider, one model a line."""
    yield from lines_of_list(_blocks(models, ledger, providers))
    yield "\n"


def _blocks(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    for slug, served in groupby(models, key=lambda facts: facts.model.provider):
        entries = [written(entry) for facts in served for entry in _entries(facts, ledger)]
        if entries:
            head = written(_provider(slug, providers.get(slug)))
            yield f'{head[:-1]}, "models": {"".join(lines_of_list(entries, indent="  "))}}}'


def _provider(slug: str, provider: Provider | None) -> dict[str, Any]:
    origin = provider.base_url if provider is not None else None
    pattern = _NO_ADDRESS
    if origin is not None:
        parts = re.split(r"\$\{\w+\}", origin)
        pattern = "[^/]+".join(re.escape(part) for part in parts)
    name = provider.name if provider is not None else slug
    return {"id": SECTIONS.get(slug, slug), "name": name, "api_pattern": pattern}


def _entries(facts: Facts, ledger: Ledger) -> Iterator[dict[str, Any]]:
    entry = _entry(facts)
    if entry is None:
        ledger.leave_out(facts, "no rate of it has a place in a book of prices")
    elif ledger.settle(facts, entry):
        yield entry


def _entry(facts: Facts) -> dict[str, Any] | None:
    by_service = _by_service(facts)
    standard, units = _standard(by_service.pop(STANDARD, []))
    if not any((step.start or "") <= facts.day for step in standard):
        return None  # the book knows no end of a price: one that has ended would look like today's
    others = {service: _beside(prices, units, facts.day) for service, prices in by_service.items()}
    _carry(facts, [standard, *others.values()])
    variants = [_when(service) | one for service, found in others.items() for one in _conditional(found)]
    is_deprecated = facts.model.status.value == "D" and facts.take("status") is not None
    entry = {
        "id": facts.model.model_id,
        "match": _match(facts),
        "name": facts.take("name"),
        "context_window": facts.take("max_context"),
        "deprecated": True if is_deprecated else None,
        "prices": _plain(_conditional(standard)),
        "price_variants": variants or None,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _carry(facts: Facts, lists: list[list[Step]]) -> None:
    """Take what stands in price lists over time: those of the day, and the past if it is whole."""
    current = {
        price.key
        for found in lists
        for step in [one for one in found if (one.start or "") <= facts.day][-1:]
        for price in step.rates
    }
    facts.carry((p for p in facts.rates if p.key in current), free=facts.model.model_id.endswith(":free"))
    listed = {(price.key, price.amount_text) for found in lists for step in found for price in step.rates}
    dated = [price for price in (*facts.former, *facts.rates) if price.valid_from or price.valid_to]
    if all((price.key, price.amount_text) in listed for price in dated):
        facts.take_past()


def _match(facts: Facts) -> dict[str, Any]:
    """The exact ids of a row: readers take ids that are no spellings of each other for several models."""
    section = SECTIONS.get(facts.model.provider, facts.model.provider)
    model_id, aliases = facts.model.model_id, facts.model.aliases
    names, _ = names_of(section, model_id, list(aliases))
    if not aliases or [(one.model_id, set(one.aliases)) for one in names] != [(model_id, set(aliases))]:
        return {"equals": model_id}
    return {"or": [{"equals": name} for name in (model_id, *facts.take("alias"))]}


def _by_service(facts: Facts) -> dict[str, list[Price]]:
    """The rates that have a name in the book, today's and those of other days, by service class."""
    found: dict[str, list[Price]] = {}
    for price in (*facts.former, *facts.rates):
        is_elsewhere = price.region or price.hours_utc or price.variant or price.currency != "USD"
        # the book's `above 199,999` is read as ours from 200,000 on
        is_off_by_one = price.above_tokens and (price.above_tokens + 1) % 1_000 == 0
        if price.unit in NAMES and not is_elsewhere and not is_off_by_one and _amount(price) is not None:
            found.setdefault(price.service, []).append(price)
    return found


def _amount(price: Price) -> int | float | None:
    return None if price.amount is None else number(price.amount, -NAMES[price.unit][1])


def _standard(prices: list[Price]) -> tuple[list[Step], set[str]]:
    """The plain price lists since there was none, and the units of the last; what each can hold together."""
    found: list[Step] = []
    units: set[str] = set()
    for step in steps(prices):
        units = coherent(price.unit for price in step.rates if not price.above_tokens)
        rates = tuple(price for price in step.rates if price.unit in units)
        found = [*found, Step(step.start, rates)] if rates else []
    return found, units


def _beside(prices: list[Price], units: set[str], day: str) -> list[Step]:
    """What a service class charges on a day, as far as it can stand beside plain rates of these units.

    Its past is left out: to the package, an older list still holds for what a newer one does not price.
    """
    begun = [step for step in steps(prices) if (step.start or "") <= day][-1:]
    rates = begun[0].rates if begun else ()
    plain = {price.unit for price in rates if not price.above_tokens}
    fitting = {unit for unit in plain if units | {unit} == coherent(units | {unit})}
    kept = tuple(price for price in rates if price.unit in fitting)
    return [Step(begun[0].start, kept)] if kept else []


def _conditional(found: list[Step]) -> list[dict[str, Any]]:
    return [
        ({} if step.start is None else {"constraint": {"start_date": step.start}})
        | {"prices": _list(step.rates)}
        for step in found
    ]


def _plain(entries: list[dict[str, Any]]) -> Any:
    return entries[0]["prices"] if len(entries) == 1 and "constraint" not in entries[0] else entries


def _list(rates: tuple[Price, ...]) -> dict[str, Any]:
    """The prices of one list: a number, or a base with its tiers."""
    tiers: dict[str, list[dict[str, Any]]] = {}
    made: dict[str, Any] = {}
    for price in sorted(rates, key=lambda price: price.above_tokens):
        name = NAMES[price.unit][0]
        if price.above_tokens:
            tiers.setdefault(name, []).append({"start": price.above_tokens, "price": _amount(price)})
        else:
            made[name] = _amount(price)
    return made | {name: {"base": made[name], "tiers": listed} for name, listed in tiers.items()}


def _when(service: str) -> dict[str, Any]:
    return {"when": {"processing": "batch"} if service == "batch" else {"service_tier": service}}


def read(document: Document, desk: Desk) -> Imported:
    """Read a book, in the shape of the package's data or as a map of sections."""
    skipped: dict[str, str] = {}

    def entries(answer: Any) -> list[tuple[str, Any]]:
        found = []
        for section, block in sections(answer, document).items():
            if desk.forced is None and genai_prices.provider_of(section, desk.named) is None:
                skipped[section] = desk.stranger(section)
                continue
            for place, model in enumerate(block["models"], 1):
                name = model.get("id") if isinstance(model, dict) else None
                found.append((f"{section}/{name or f'model {place}'}", (section, block, model)))
        return found

    naming = desk.naming(sections(document.decoded(), document))
    reading = parsed(document, entries, lambda some: genai_prices.parse_as_of(joined(some), naming, desk.day))
    known = entries(document.decoded())
    say_names(reading, known, desk)
    made = imported("genai-prices", document, reading, desk, skipped)
    made.not_kept.update(counted((model for _, (_, _, model) in known), set(LEFT_OUT) - {"name", "match"}))
    return made


def _recognises(document: Document) -> bool:
    shape = document.shape
    blocks = list(shape.values()) if isinstance(shape, dict) else shape
    return (
        isinstance(blocks, list)
        and bool(blocks)
        and all(isinstance(block, dict) and isinstance(block.get("models"), list) for block in blocks)
    )


FORMAT = Format(
    name="genai-prices",
    title="genai-prices' data.json",
    write=write,
    read=read,
    recognises=_recognises,
    requires=("prices",),
)
