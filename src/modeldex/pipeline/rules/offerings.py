"""Rules about what an offering must have, and about offerings that look like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    first: dict[str, str] = {}
    for full_id, stored in facts.merged.models.items():
        plain = "".join(char for char in str(stored["model_id"]).lower() if char.isalnum())
        other = first.setdefault(f"{stored['provider']}/{plain}", full_id)
        if other != full_id:
            yield Finding(full_id, "id", f"differs from {other} in case or punctuation only")


def _same_model_and_name(facts: Facts) -> Iterator[Finding]:
    first: dict[tuple[object, ...], str] = {}
    for full_id, stored in facts.merged.models.items():
        written = str(stored["model_id"]).rpartition("/")[2].lower()
        key = (stored["provider"], stored.get("model"), stored.get("name"), written)
        other = first.setdefault(key, full_id)
        if other != full_id and stored.get("model") is not None:
            yield Finding(full_id, "id", f"has the model, name and bare id of {other}")


RULES = (
    Rule("missing-id", ERROR, "offerings", "an offering has no model id; take the row out", _without_id),
    Rule("missing-name", ERROR, "offerings", "an offering has no name; state one", _without_name),
    Rule(
        "missing-provider", ERROR, "offerings",
        "an offering's provider has no file; add data/providers/<id>.toml", _without_provider,
    ),
    Rule(
        "duplicate-id", DOUBT, "offerings",
        "two ids of one provider may be one; if they are, name one as an alias of the other",
        _same_but_for_punctuation,
    ),
    Rule(
        "duplicate-name", DOUBT, "offerings",
        "two offerings of one provider have the same model, name and bare id; one may spell the other",
        _same_model_and_name,
    ),
)  # fmt: skip
