"""genai-prices' `data.json` as it is published: a list of providers, made the map that the parser reads.

Published, a model says by clauses which ids it is for, and its prices are numbers, alone or in steps;
in the map it has `aliases`, and its prices are texts in a list. What stands in neither shape's table
below is left as it is, so that the parser reports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.sources.base import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_PROVIDER = (
    "id", "name", "api_pattern", "description", "price_comments", "model_match", "provider_match",
    "extractors", "fallback_model_providers", "models",
)  # fmt: skip
_OF_MODEL = ("name", "description", "price_comments", "match", "context_window", "prices", "price_variants")
_COUNT = "start"
"""The field of a tier that counts tokens, and is no amount."""


def mapped(published: list[Any]) -> dict[str, Any]:
    """Id of a provider -> its section; SourceError where two have one id."""
    sections: dict[str, Any] = {}
    for entry in published:
        provider = expect(entry, dict, "a provider")
        section = expect(provider.get("id"), str, "a provider: id")
        models = expect(provider.get("models"), list, f"{section}.models")
        kept = {name: value for name, value in provider.items() if name not in _OF_PROVIDER}
        if section in sections:
            raise ValueError(f"{section}: stands twice")
        sections[section] = kept | {"models": [_model(expect(model, dict, section)) for model in models]}
    return sections


def _model(model: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in model.items() if name not in _OF_MODEL}
    return kept | {
        "aliases": sorted(set(_exact_ids(model.get("match")))),
        "context": model.get("context_window"),
        "prices": _steps(model.get("prices")),
        "variants": _steps(model.get("price_variants") or []),
    }


def _exact_ids(clause: Any) -> Iterator[str]:
    """The ids that a clause matches exactly; beginnings, endings and patterns name none."""
    if not isinstance(clause, dict):
        return
    if isinstance(clause.get("equals"), str):
        yield clause["equals"]
    for joint in ("or", "and"):
        inner = clause.get(joint)
        for one in inner if isinstance(inner, list) else ():
            yield from _exact_ids(one)


def _steps(prices: Any) -> Any:
    if isinstance(prices, dict):
        return [{"constraint": None, "prices": texts_of(prices)}]
    steps = [expect(step, dict, "a step of prices") for step in expect(prices, list, "prices")]
    return [
        step | {"constraint": constraint_of(step.get("constraint")), "prices": texts_of(step.get("prices"))}
        for step in steps
    ]


def constraint_of(constraint: Any) -> Any:
    """Hours are published with `Z` for UTC, and are in the map with `+00:00`."""
    if not isinstance(constraint, dict):
        return constraint
    return {
        name: f"{value[:-1]}+00:00" if isinstance(value, str) and value.endswith("Z") else value
        for name, value in constraint.items()
    }


def texts_of(value: Any, name: str = "") -> Any:
    """Amounts as texts; the start of a tier is a count and stays one."""
    if isinstance(value, dict):
        return {key: texts_of(inner, key) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [texts_of(inner) for inner in value]
    is_amount = isinstance(value, int | float) and not isinstance(value, bool) and name != _COUNT
    return money.text(money.exact(value)) if is_amount and value >= 0 else value
