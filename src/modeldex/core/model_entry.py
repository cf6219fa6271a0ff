"""`ModelEntry`: what one layer of a registry says of one model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from modeldex.core.capability import ModelCapabilities
from modeldex.core.errors import InvalidModelConfigError
from modeldex.core.model_change import is_row_of
from modeldex.core.model_config import ModelConfig
from modeldex.core.model_fields import BaseRate, OtherRate
from modeldex.core.plain import plain
from modeldex.core.price import Price

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHANGES = ("registered", "changed", "status", "hidden", "removed", "rolled_back", "renamed")
"""What a new version of an entry may have come of."""

JOINED = ("aliases", "benchmarks", "default_parameters")
"""Fields of several values: what an entry states joins what lies below it; None sets them back."""
_BLANK = ModelConfig(provider="nobody", model_id="nothing")
"""What a model that no layer below knows is made of: it knows nothing."""
_NAMING = ("provider", "model_id")
_RATES = frozenset(
    name for name, field in ModelConfig.__fields__.items() if isinstance(field, BaseRate | OtherRate)
)
"""Fields of which each is a row of the prices."""
_PRICE_NAMES = tuple(name for name in Price.__fields__ if name != "model")


class ModelEntry:
    """What one layer says of one model: all of it, some fields of it, or that it is hidden.

    Fields go by the names of `ModelConfig`; a value of None sets a field back to unknown.
    """

    __slots__ = ("changes", "id", "is_hidden", "model")

    def __init__(
        self,
        full_id: str,
        *,
        model: ModelConfig | None = None,
        changes: Mapping[str, Any] | None = None,
        is_hidden: bool = False,
    ) -> None:
        self.id = full_id
        """Full id of the model."""
        self.model = model
        """The whole model, which takes the place of what lies below; None where fields are stated."""
        self.changes: Mapping[str, Any] = MappingProxyType(dict(changes or {}))
        """Field -> value, over what lies below."""
        self.is_hidden = is_hidden
        """Whether the model is not to be seen, whatever lies below."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it states."""
        if self.model is None:
            return tuple(self.changes)
        stated = self.model._given()
        flags = (f"supports_{name}" for name in plain(self.model.capabilities))
        return (*(name for name, value in stated.items() if not _is_nothing(value)), *flags)

    def over(self, below: ModelConfig | None) -> ModelConfig | None:
        """The model that it makes of the one below; None where it hides it.

        InvalidModelConfigError names the fields that cannot be, alone or together with those below.
        """
        if self.is_hidden:
            return None
        if self.model is not None:
            return self.model
        if below is None:
            return _alone(self.id, self.changes)
        return below.replace(**{name: _joined(below, name, value) for name, value in self.changes.items()})

    def with_changes(self, changes: Mapping[str, Any]) -> ModelEntry:
        """The entry with more fields stated; what it said of them before is replaced.

        InvalidModelConfigError names each that cannot be: a value that is none, or what names the model.
        """
        if naming := [name for name in _NAMING if name in changes]:
            problems = dict.fromkeys(naming, "names the model, and cannot be changed; register another one")
            raise InvalidModelConfigError(f"ModelConfig {self.id}", problems)
        if self.model is not None:
            joined = {name: _joined(self.model, name, value) for name, value in changes.items()}
            return ModelEntry(self.id, model=self.model.replace(**joined))
        kept = {name: value for name, value in self.changes.items() if not _is_restated(name, changes)}
        stated = _canonical(self.id, changes)
        if self.changes.get("prices") is not None and not stated.keys().isdisjoint(_RATES):
            kept["prices"], stated = _repriced(self.id, self.changes["prices"], stated)
        return ModelEntry(self.id, changes={**kept, **stated})

    def plain(self) -> dict[str, Any]:
        """The entry as plain values, ready for JSON; `read` is the inverse."""
        if self.is_hidden:
            return {"hidden": True}
        if self.model is not None:
            given = {name: value for name, value in self.model._given().items() if not _is_nothing(value)}
            return {"model": {name: _plain(name, value) for name, value in given.items()}}
        return {"changes": {name: _plain(name, value) for name, value in self.changes.items()}}

    @classmethod
    def read(cls, full_id: str, stored: Mapping[str, Any]) -> ModelEntry:
        """The entry of plain values; InvalidModelConfigError names what cannot be read."""
        if stored.get("hidden"):
            return cls(full_id, is_hidden=True)
        if "model" in stored:
            return cls(full_id, model=ModelConfig(**_read(full_id, stored["model"])))
        return cls(full_id, changes=_read(full_id, stored.get("changes", {})))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ModelEntry):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.id, self.is_hidden))

    def __repr__(self) -> str:
        what = "hidden" if self.is_hidden else "whole" if self.model else ", ".join(self.changes) or "nothing"
        return f"<ModelEntry {self.id}: {what}>"

    def _parts(self) -> tuple[object, ...]:
        return self.id, self.model, dict(self.changes), self.is_hidden


def _alone(full_id: str, changes: Mapping[str, Any]) -> ModelConfig:
    """A model of which nothing is known but what is stated here."""
    provider, _, model_id = full_id.partition("/")
    return _BLANK.replace(**{"provider": provider, "model_id": model_id, **changes})


def _is_restated(name: str, changes: Mapping[str, Any]) -> bool:
    """Whether changes state anew what a field said: all prices its rate, all capabilities its flag."""
    if name in changes:
        return True
    return ("prices" in changes and name in _RATES) or (
        "capabilities" in changes and name.startswith("supports_")
    )


def _repriced(
    full_id: str, prices: tuple[Price, ...], stated: dict[str, Any]
) -> tuple[tuple[Price, ...], dict[str, Any]]:
    """Rows with the rates that are stated in the place of theirs, and what is stated beside rates."""
    before = _alone(full_id, {"prices": prices})
    rates = {name: value for name, value in stated.items() if name in _RATES}
    return before.replace(**rates).prices, {
        name: value for name, value in stated.items() if name not in rates
    }


def _canonical(full_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a model gives them back, so that they are the same in memory and at rest."""
    made = _alone(full_id, changes)
    return {name: None if value is None else _given_back(made, name) for name, value in changes.items()}


def _given_back(made: ModelConfig, name: str) -> Any:
    """What a model says of a field that was stated; of a rate the text, which may be `variable`."""
    field = ModelConfig.__fields__[name]
    if isinstance(field, BaseRate | OtherRate):
        return next(price.amount_text for price in made.prices if is_row_of(field, price))
    value = getattr(made, name)
    return dict(value) if isinstance(value, Mapping) else value


def _joined(below: ModelConfig, name: str, value: Any) -> Any:
    """What a field becomes: several values join those below, one takes its place."""
    if name not in JOINED or value is None:
        return value
    before = getattr(below, name)
    if isinstance(before, tuple):
        return (*before, *(value.split() if isinstance(value, str) else value))
    return {**before, **value} if isinstance(value, Mapping) else value


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, tuple | Mapping) and not value)


def _plain(name: str, value: Any) -> Any:
    if name == "prices" and value is not None:
        return [_plain_price(price) for price in value]
    if name == "quality_scores" and value is not None:
        return dict(value) if isinstance(value, Mapping) else value.known()
    return plain(value)


def _plain_price(price: Price) -> dict[str, Any]:
    stated = {
        name: getattr(price, name)
        for name in _PRICE_NAMES
        if name != "amount" and getattr(price, name) != Price.__fields__[name].default
    }
    return {**stated, "amount": price.amount_text}


def _read(full_id: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(stored)
    subject = f"stored entry {full_id}"
    try:
        if found.get("prices") is not None:
            found["prices"] = tuple(Price.of(**price) for price in found["prices"])
    except TypeError as error:
        raise InvalidModelConfigError(subject, {"prices": str(error)}) from None
    capabilities = found.get("capabilities")
    if capabilities is not None:
        if not isinstance(capabilities, Mapping):
            problem = f"must be a map of names, not {capabilities!r}"
            raise InvalidModelConfigError(subject, {"capabilities": problem})
        flags = {f"supports_{name}": value for name, value in capabilities.items()}
        found["capabilities"] = ModelCapabilities(**flags)
    return found
