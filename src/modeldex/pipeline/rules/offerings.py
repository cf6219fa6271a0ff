"""Rules about what an offering must have, and about offerings that look like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.core.price import Price
    from modeldex.identity.makers import Makers

_HUB = re.compile(r"^(accounts/[^/]+/(?:models|routers)|@(?:cf|hf|oi)|models)/")
"""Folders in which a provider keeps all its models; they tell nothing apart."""


def _without_id(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        if not stored.get("model_id"):
            yield Finding(full_id, "id", "has no model id")


def _without_name(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        if not stored.get("name"):
            yield Finding(full_id, "name", "has no name")


def _without_provider(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        if stored.get("provider") not in facts.directory.providers:
            yield Finding(full_id, "id", f"provider {stored.get('provider')!r} has no file")


def _same_but_for_punctuation(facts: Facts) -> Iterator[Finding]:
    for full_id, other in _likes(facts, _whole):
        yield Finding(full_id, "id", f"differs from {other} in case or punctuation only")


def _same_but_for_maker(facts: Facts) -> Iterator[Finding]:
    alike = dict(_likes(facts, _whole))
    makers = facts.directory.makers
    for full_id, other in _likes(facts, lambda stored: _route_and_name(stored, makers)):
        if full_id not in alike:
            yield Finding(full_id, "id", f"differs from {other} in its maker's folder only")


def _likes(facts: Facts, key: Callable[[dict[str, object]], tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(Offering, the first one with the same key at its provider), where no source tells them apart."""
    first: dict[tuple[str, str, str], str] = {}
    for full_id, stored in facts.merged.models.items():
        other = first.setdefault((str(stored["provider"]), *key(stored)), full_id)
        if other != full_id and not _are_told_apart(facts, full_id, other):
            yield full_id, other


def _whole(stored: dict[str, object]) -> tuple[str, str]:
    return "", _plain(str(stored["model_id"]))


def _plain(model_id: str) -> str:
    return "".join(char for char in _HUB.sub("", model_id.lower()) if char.isalnum())


def _route_and_name(stored: dict[str, object], makers: Makers) -> tuple[str, str]:
    """The folders that say by which host a gateway goes, and the name; its maker's folder says no more."""
    folder, _, name = _HUB.sub("", str(stored["model_id"]).lower()).rpartition("/")
    route, _, last = folder.rpartition("/")
    is_maker = stored.get("maker") is not None and makers.named(last) == stored["maker"]
    return (route if is_maker else folder), _plain(name)


def _are_told_apart(facts: Facts, one: str, other: str) -> bool:
    """Whether a source that lists both ids prices them differently: then they are two offerings."""
    rates = [
        {said.info.name: _rates(said.prices) for said in facts.merged.claims.get(full_id, ()) if said.prices}
        for full_id in (one, other)
    ]
    return any(rates[0][source] != rates[1][source] for source in rates[0].keys() & rates[1].keys())


def _rates(prices: list[Price]) -> list[tuple[str, str]]:
    return sorted((price.key, price.amount_text) for price in prices if price.is_base)


RULES = (
    Rule("missing-id", ERROR, "offerings", "an offering has no model id; take the row out", _without_id),
    Rule("missing-name", ERROR, "offerings", "an offering has no name; state one", _without_name),
    Rule(
        "missing-provider", ERROR, "offerings",
        "an offering's provider has no file; add data/providers/<id>.toml", _without_provider,
    ),
    Rule(
        "duplicate-id", DOUBT, "offerings",
        "two ids of one provider are spelled alike; name one as an alias of the other",
        _same_but_for_punctuation,
    ),
    Rule(
        "duplicate-name", DOUBT, "offerings",
        "two ids of one provider differ in their maker's folder only; name one as an alias of the other",
        _same_but_for_maker,
    ),
)  # fmt: skip
