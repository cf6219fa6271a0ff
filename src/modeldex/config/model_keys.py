"""The keys of a model in a configuration: every name of every field of `ModelConfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.catalog.columns import FIELDS
from modeldex.config.field_kinds import kind_of, percentage
from modeldex.config.kinds import flag
from modeldex.config.nodes import Key, Table
from modeldex.config.price_keys import price_list
from modeldex.core.capability import CAPABILITIES
from modeldex.core.model_config import ModelConfig
from modeldex.core.quality import BENCHMARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "hidden"
"""The key that hides a model."""
SCORES = "benchmarks"
"""The field that benchmarks with keys of their own are parts of."""
_REFUSED = {
    **dict.fromkeys(("id", "provider", "model_id"), "is not stated here: the name of the table says it"),
    "description": "is composed from the facts; state those",
    "pricing": "follows from the prices; state those",
}
_CAPABILITIES = "several capabilities at once: vision tool_use -audio_input, as text, list or table"


class Target(NamedTuple):
    """What a key of a model states."""

    field: str
    """The field, as `ModelConfig` names it."""
    part: str | None = None
    """The benchmark, where it is one of them."""


def _key(name: str) -> Key:
    field: Any = ModelConfig.__fields__[name]
    meaning = {"capabilities": _CAPABILITIES, "prices": "all rates, in the place of those known below"}
    kind = price_list() if name == "prices" else kind_of(field)
    return Key(meaning.get(name) or field.meaning, kind)


def _keys() -> Iterator[tuple[str, Key, Target]]:
    for column, field in FIELDS.items():
        if column != field.name:
            yield column, _key(field.name), Target(field.name)
    for name in CAPABILITIES:
        yield name, _key(f"supports_{name}"), Target(f"supports_{name}")
    for name in BENCHMARKS:
        yield name, Key(f"benchmark {name}, 0 to 100", percentage()), Target(SCORES, name)
    yield "caps", _key("capabilities"), Target("capabilities")
    for name in ModelConfig.__fields__:
        if name not in _REFUSED:
            yield name, _key(name), Target(name)


_NAMED = tuple(_keys())
TARGETS = {name: target for name, _, target in _NAMED}
"""Key -> what it states."""

MODEL = Table(
    "What is stated of one model, over what is known of it; ? sets a field back to unknown.",
    {
        HIDDEN: Key("true to hide the model, whatever is known of it", flag(), default=False),
        **{name: key for name, key, _ in _NAMED},
    },
    refused=_REFUSED,
)


def stated(key: str, meant: Any) -> dict[Target, object]:
    """What a key of a model states when it is read so, by field or part of one."""
    target = TARGETS[key]
    if target.field == "capabilities":
        return {Target(f"supports_{name}"): state for name, state in meant.items()}
    if target == (SCORES, None) and meant is not None:
        return {Target(SCORES, name): score for name, score in meant.items()}
    return {target: meant}
