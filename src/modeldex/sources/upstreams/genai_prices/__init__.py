"""genai-prices: a book of prices by provider, each with the day, the hours or the service it is for.

Ids are taken apart in `names`, prices are read in `rates`; the shape in which it is published is made
the one read here in `published`. The book writes down the price changes of
OpenRouter on the day on which it saw them, and those of others partly ahead: the newest day of
OpenRouter's is the day as of which a price counts as in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.sources.base import Bounds, Reading, Source, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.paging import whole
from modeldex.sources.upstreams.genai_prices.names import Name, names_of
from modeldex.sources.upstreams.genai_prices.published import mapped
from modeldex.sources.upstreams.genai_prices.rates import Book, read_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.sources.offering import Offering

_URL = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json"
"""Where its own package fetches it; an older `prices/data.json` beside it is no longer kept up."""
_FETCHED = "openrouter"
"""The provider whose changes are recorded when seen, never ahead."""
_ROUTER = "huggingface"
_OTHER_NAMES = {"openai-decisions": "openai"}
_SERVICES = {"openai-decisions": "decisions"}
"""Parts of a provider's API that have a section of their own, as a service class."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the book, as it is published, or as `{provider: {"models": [...], "pricing_urls": [...]}}`."""
    reading = Reading(source="genai_prices")
    with reading.at("the list of providers"):
        sections = expect(mapped(answer) if isinstance(answer, list) else answer, dict, "the answer")
    with reading.at("the start dates of OpenRouter's prices"):
        as_of = max(_start_dates(sections.get(_FETCHED, {})), default="")
    if sections and not as_of:
        raise SourceError("genai_prices: no dated price of OpenRouter; the day of the book is unknown")
    return parse_as_of(sections, provider_named, as_of)


def parse_as_of(answer: Any, provider_named: Callable[[str], str | None], as_of: str) -> Reading:
    """Read a book whose day is known: the prices of that day are those in force."""
    reading = Reading(source="genai_prices")
    for section, entry in expect(answer, dict, "the answer").items():
        with reading.at(section):
            _section(reading, section, expect(entry, dict, section), provider_named, as_of)
    _settle_aliases(reading)
    return reading


def _start_dates(section: dict[str, Any]) -> Iterator[str]:
    for model in section.get("models", ()):
        for entry in model["prices"]:
            if entry["constraint"] is not None and "start_date" in entry["constraint"]:
                yield expect(entry["constraint"]["start_date"], str, "start_date")


def provider_of(section: str, provider_named: Callable[[str], str | None]) -> str | None:
    """The provider that a section of the book is about; None where nobody knows it."""
    return provider_named(_ROUTER if _host(section) else _OTHER_NAMES.get(section, section))


def _host(section: str) -> str:
    """Who serves behind the router that a section is about; blank where it is about no router."""
    router, _, host = section.partition("_")
    return host if router == _ROUTER else ""


def _section(
    reading: Reading,
    section: str,
    entry: dict[str, Any],
    provider_named: Callable[[str], str | None],
    as_of: str,
) -> None:
    provider = provider_of(section, provider_named)
    if provider is None:
        raise SourceError(f"{section!r} has neither a file in data/providers nor a row in data/aliases.csv")
    host = _host(section)
    conditions: dict[str, Any] = {"variant": host} if host else {}
    if section in _SERVICES:
        conditions["service"] = _SERVICES[section]
    pages = expect(entry.pop("pricing_urls", None) or [], list, "pricing_urls")
    shared = Entry(section, provider, pages, conditions, as_of)
    for model in expect(entry.pop("models"), list, "models"):
        with reading.at(f"{section}.{model.get('id')}"):
            _model(reading, shared, expect(model, dict, "a model"))
    reading.leftovers("provider", entry)


class Entry:
    """What the models of one section have in common."""

    __slots__ = ("as_of", "conditions", "provider", "section", "url")

    def __init__(
        self, section: str, provider: str, pages: list[str], conditions: dict[str, Any], as_of: str
    ) -> None:
        self.section = section
        self.provider = provider
        self.url = expect(pages[0], str, "pricing_urls") if pages else None
        self.conditions = conditions
        self.as_of = as_of


def _model(reading: Reading, entry: Entry, model: dict[str, Any]) -> None:
    label = expect(model.pop("id"), str, "id")
    aliases = expect(model.pop("aliases"), list, "aliases")
    context, deprecated = model.pop("context", None), model.pop("deprecated", None)
    book = read_book(reading, model.pop("prices"), model.pop("variants", None) or [])
    reading.leftovers("model", model)
    names, reasons = names_of(entry.section, label, [expect(alias, str, "an alias") for alias in aliases])
    reading.skipped.update({f"{entry.section}/{name}": reason for name, reason in reasons.items()})
    for name in names:
        provider = name.provider or entry.provider
        full_id = f"{provider}/{name.model_id}"
        known = reading.offerings.get(full_id)
        if known is not None and known.prices and not entry.conditions:
            reading.skipped[f"{entry.section}/{label}: {name.model_id}"] = (
                f"{full_id} is priced by another row"
            )
            continue
        _offering(reading, entry, name, reading.offering(provider, name.model_id), book)
        offering = reading.offerings[full_id]
        if context is not None and int(offering.cells.get("max_context", 0)) < context:
            offering.limit("max_context", context)  # of several hosts, the one that takes the most
        if expect(deprecated or False, bool, "deprecated") and not entry.conditions:
            offering.say("status", "D")


def _offering(reading: Reading, entry: Entry, name: Name, offering: Offering, book: Book) -> None:
    offering.url = offering.url or entry.url
    if name.label is not None:
        offering.originals["id"] = name.label
    known = offering.cells.get("alias", "").split()
    offering.say("alias", [*known, *(alias for alias in name.aliases if alias not in known)])
    book.state(offering, entry.as_of, entry.conditions)
    free = name.model_id.endswith(":free")
    if free and not offering.prices:
        offering.price("input_tokens", 0)
        offering.price("output_tokens", 0)
    if not offering.settle_zeros(free=free) or not offering.prices:
        reading.not_priced.append(offering.id)


def _settle_aliases(reading: Reading) -> None:
    """Leave out an alias that is another offering's id, or that an earlier offering has."""
    taken: dict[tuple[str, str], str] = {}
    for offering in reading.offerings.values():
        aliases = offering.cells.pop("alias", "").split()
        kept = [
            alias
            for alias in aliases
            if f"{offering.provider}/{alias}" not in reading.offerings
            and taken.setdefault((offering.provider, alias), offering.id) == offering.id
        ]
        offering.say("alias", kept or None)


SOURCE = Source(
    name="genai_prices",
    title="genai-prices",
    url="https://github.com/pydantic/genai-prices",
    licence="MIT, Pydantic",
    own_listing_of=None,
    bounds=Bounds(
        least=1_500,
        most=8_000,
        fill={"max_context": 0.50, "output_per_1m": 0.70, "alias": 0.03, "status": 0.01},
    ),
    parse=parse,
    fetch=Fetch(gather=whole(_URL), hosts=("raw.githubusercontent.com",)),
)
