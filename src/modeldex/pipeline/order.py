"""The order in which providers and models are shown: `data/order.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.display_order import DisplayOrder
from modeldex.pipeline.toml_facts import fault_in, read_toml

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

ORDER_FILE = "order.toml"
"""Its name in the folder of facts; without it nothing comes before the rest."""


def read_order(data: Path, providers: Container[str]) -> DisplayOrder:
    """The order, whose providers are known; DataError says what is wrong. Of models see `check_order`."""
    path = data / ORDER_FILE
    if not path.exists():
        return DisplayOrder()
    stated: dict[str, tuple[str, ...]] = {}
    for key, value in read_toml(path).items():
        if key not in DisplayOrder.__fields__:
            known = ", ".join(DisplayOrder.__fields__)
            raise fault_in(path, key, f"unknown key; known: {known}")
        stated[key] = _names(path, key, value)
    for slug in stated.get("providers", ()):
        if slug not in providers:
            raise fault_in(path, slug, f"{slug!r} has no file in {data / 'providers'}")
    return DisplayOrder(**stated)


def check_order(data: Path, order: DisplayOrder, models: Container[str]) -> None:
    """DataError at the first model of the order that is none of the catalog's."""
    for full_id in order.models:
        if full_id not in models:
            raise fault_in(data / ORDER_FILE, full_id, f"no model has the full id {full_id!r}")


def _names(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise fault_in(path, key, f"must be a list of names, not {value!r}")
    twice = next((one for place, one in enumerate(value) if one in value[:place]), None)
    if twice is not None:
        raise fault_in(path, twice, f"{twice!r} stands twice in {key}")
    return tuple(value)
