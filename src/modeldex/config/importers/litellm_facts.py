"""What a deployment of LiteLLM states of its model: limits, capabilities, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import FIELDS
from modeldex.config.importers.litellm_terms import LIMITS, Rate
from modeldex.identity.litellm_words import FLAGS, MODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.stated import Stated
    from modeldex.config.places import KeyPath


def state_facts(desk: Desk, full_id: str, stated: Iterable[tuple[str, Stated]]) -> None:
    """State every fact of a model that has a field of ours; what has none is left to others."""
    for key, (path, value) in stated:
        rate = Rate.named(key)
        if value is None:
            continue
        if key in LIMITS:
            _limit(desk, full_id, path, LIMITS[key], value)
        elif key in FLAGS:
            _flag(desk, full_id, path, FLAGS[key], value)
        elif key == "mode":
            _mode(desk, full_id, path, value)
        elif rate is not None:
            _price(desk, full_id, path, rate, value)


def _limit(desk: Desk, full_id: str, path: KeyPath, field: str, value: Any) -> None:
    try:
        FIELDS[field].encode(value)
    except ValueError:
        desk.left_out(path, f"is no value of {field}: {FIELDS[field].meaning}")
    else:
        desk.state(full_id, path, field, value)


def _flag(desk: Desk, full_id: str, path: KeyPath, capability: str, value: Any) -> None:
    if isinstance(value, bool):
        desk.state(full_id, path, capability, value)
    else:
        desk.left_out(path, "must be true or false")


def _mode(desk: Desk, full_id: str, path: KeyPath, mode: Any) -> None:
    capabilities = MODES.get(mode) if isinstance(mode, str) else None
    if capabilities is None:
        desk.left_out(path, "is no mode that is known")
        return
    for capability in capabilities:
        desk.state(full_id, path, capability, True)


def _price(desk: Desk, full_id: str, path: KeyPath, rate: Rate, value: Any) -> None:
    try:
        amount = rate.amount(value)
    except ValueError:
        desk.left_out(path, "is no price")
        return
    if rate.field is not None:
        desk.state(full_id, path, rate.field, amount)
    else:
        desk.state_rate(full_id, path, rate.row(amount))
