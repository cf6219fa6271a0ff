"""genai-prices' `data.json` as the map of sections that its parser reads, and back to places.

The book is known in two shapes: the list of providers that the package fetches, with `match` clauses
and prices as numbers, and the map of sections, with `aliases` and prices as texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.upstreams.genai_prices.published import constraint_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.sources.base import Reading

LEFT_OUT = ("description", "price_comments", "match", "name")
"""Fields of a model that the parser does not know; the name and the exact ids of `match` are taken."""
_OF_PROVIDER = (
    "name", "api_pattern", "description", "price_comments", "model_match", "provider_match", "extractors",
    "fallback_model_providers",
)  # fmt: skip


def sections(answer: Any, document: Document) -> dict[str, Any]:
    """Id of a provider -> its block, out of either shape."""
    blocks = answer
    if isinstance(answer, list):
        blocks = {str(block.get("id")): block for block in answer if isinstance(block, dict)}
        if len(blocks) < len(answer):
            raise document.faults(["must be a list of providers, each with an id of its own"])
    if not isinstance(blocks, dict):
        raise document.faults(["must be a list of providers, each with its models"])
    for section, block in blocks.items():
        if not isinstance(block, dict) or not isinstance(block.get("models"), list):
            raise document.faults([f"{section}: must have a list of models"])
    return blocks


def joined(entries: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The parser's map of models that were taken apart: (place, (section, block, model))."""
    made: dict[str, Any] = {}
    for _, (section, block, model) in entries:
        kept = {name: value for name, value in block.items() if name not in (*_OF_PROVIDER, "id", "models")}
        made.setdefault(section, kept | {"models": []})["models"].append(_model(model))
    return made


def say_names(reading: Reading, entries: Sequence[tuple[str, Any]], desk: Desk) -> None:
    """State the names for people that models have in the list of providers."""
    for _, (section, _, model) in entries:
        name = model.get("name") if isinstance(model, dict) else None
        provider = desk.named(section) or desk.forced
        offering = reading.offerings.get(f"{provider}/{model.get('id')}") if name else None
        if offering is not None:
            offering.say("name", " ".join(str(name).split()))


def _model(model: Any) -> Any:
    """A model of the list of providers as the map has it; one of the map stays as it is."""
    if not isinstance(model, dict) or "aliases" in model:
        return model
    kept = {
        name: value
        for name, value in model.items()
        if name not in (*LEFT_OUT, "context_window", "price_variants")
    }
    names = dict.fromkeys(_exact_ids(model.get("match")))
    if "prices" in model:
        kept["prices"] = _prices(model["prices"])
    return kept | {
        "aliases": [name for name in names if name != model.get("id")],
        "context": model.get("context_window"),
        "variants": _prices(model.get("price_variants") or []),
    }


def _exact_ids(clause: Any) -> Iterator[str]:
    """The ids that a clause matches exactly."""
    if isinstance(clause, dict):
        if isinstance(clause.get("equals"), str):
            yield clause["equals"]
        inner = clause.get("or")
        for one in inner if isinstance(inner, list) else ():
            yield from _exact_ids(one)


def _prices(prices: Any) -> Any:
    if isinstance(prices, dict):
        return [{"constraint": None, "prices": texts_of(prices)}]
    if not isinstance(prices, list):
        return prices
    return [
        entry
        | {"constraint": constraint_of(entry.get("constraint")), "prices": texts_of(entry.get("prices"))}
        if isinstance(entry, dict)
        else entry
        for entry in prices
    ]
