"""Rules about names that lead somewhere: aliases and successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


def _aliases_of_nothing(facts: Facts) -> Iterator[Finding]:
    for alias, row in facts.directory.model_aliases.items():
        if row.cells["target"] not in facts.merged.models:
            yield Finding(alias, "alias", f"names {row.cells['target']}, which is no offering")


def _successors_of_nothing(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        successor = stored.get("successor")
        if successor is not None and successor not in facts.merged.models:
            yield Finding(full_id, "successor", f"is {successor}, which is no offering")


def _successors_without_offering(facts: Facts) -> Iterator[Finding]:
    for full_id, claims in facts.merged.claims.items():
        if facts.merged.models[full_id].get("successor") is None:
            for named in dict.fromkeys(one.stored.get("successor") for one in claims):
                if named is not None:
                    yield Finding(full_id, "successor", f"is said to be {named}, which nobody lists")


def _retired_successors(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        successor = facts.merged.models.get(str(stored.get("successor")))
        if successor is not None and successor["status"] == "R" and stored["status"] != "R":
            yield Finding(full_id, "successor", f"is {stored['successor']}, which is retired itself")


def _gone_in_order(facts: Facts) -> Iterator[Finding]:
    for full_id in facts.directory.order.models:
        stored = facts.merged.models.get(full_id)
        if stored is None:
            yield Finding(full_id, "id", "comes first in data/order.toml, and is no offering")
        elif stored["status"] in ("R", "X"):
            yield Finding(full_id, "status", "comes first in data/order.toml, and is served no more")


RULES = (
    Rule(
        "unresolvable-alias", ERROR, "names",
        "an alias names no offering; mend its target in data/aliases.csv",
        _aliases_of_nothing,
    ),
    Rule(
        "unresolvable-successor", ERROR, "names", "a successor is no offering; state another, or none",
        _successors_of_nothing,
    ),
    Rule(
        "unlisted-successor", DOUBT, "names",
        "a notice names a successor that no source lists; it is left out",
        _successors_without_offering,
    ),
    Rule(
        "retired-successor", DOUBT, "names",
        "the successor of what is still served has retired; look for the newer one", _retired_successors,
    ),
    Rule(
        "gone-in-order", DOUBT, "names",
        "what is shown first is not served; take it out of data/order.toml", _gone_in_order,
    ),
)  # fmt: skip
