"""Fields of a model as callers give them: by the names of `ModelConfig` or of files, in plain values too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modeldex.config.model_keys import TARGETS
from modeldex.core.capability import CAPABILITIES, parse_masks
from modeldex.core.errors import InvalidModelConfigError, InvalidPriceError, InvalidValueError
from modeldex.core.model_config import ModelConfig
from modeldex.core.price import Price
from modeldex.core.provider import is_slug

if TYPE_CHECKING:
    from collections.abc import Iterable


def models_given(models: Iterable[ModelConfig | Mapping[str, Any]]) -> list[ModelConfig]:
    """The models of records or maps; InvalidModelConfigError names every fault of every one of them."""
    found, problems = [], {}
    given = list(models)
    for number, one in enumerate(given, 1):
        try:
            found.append(model_given(one))
        except InvalidModelConfigError as error:
            subject = error.subject.removeprefix("ModelConfig ")
            place = f"model {number} ({subject}): " if len(given) > 1 else ""
            problems.update({f"{place}{field}": problem for field, problem in error.problems.items()})
            alone = error
    if problems and len(given) == 1:
        raise alone
    if problems:
        raise InvalidModelConfigError(f"{len(given)} models", problems)
    return found


def model_given(model: ModelConfig | Mapping[str, Any]) -> ModelConfig:
    """The model of a record, or of a map of its fields; InvalidModelConfigError names every fault."""
    if not isinstance(model, ModelConfig):
        if not isinstance(model, Mapping):
            problem = f"must be a ModelConfig or a map of its fields, not {model!r}"
            raise InvalidModelConfigError("ModelConfig", {"model": problem})
        provider, model_id = model.get("provider", "?"), model.get("model_id", "?")
        model = ModelConfig(**fields_given(f"{provider}/{model_id}", model))
    if not is_slug(model.provider):
        problem = f"must be lower-case letters, digits, '-' and '.', not {model.provider!r}"
        raise InvalidModelConfigError(f"ModelConfig {model.id}", {"provider": problem})
    return model


def fields_given(full_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Attribute of `ModelConfig` -> value; names that are none are left for it to refuse.

    `input_per_1m` and `vision` mean what they do in a file; prices may be maps, and capabilities names
    with signs, or a map. InvalidModelConfigError names what cannot be, and a field that is stated twice.
    """
    if not isinstance(given, Mapping):
        problem = f"must be a map of fields, not {given!r}"
        raise InvalidModelConfigError(f"ModelConfig {full_id}", {"changes": problem})
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        field, part = _target(name)
        try:
            stated = _read(field, part, value)
        except ValueError as error:
            problems[name] = str(error)
            continue
        for attribute, one in stated.items():
            if part is not None and isinstance(found.get(attribute), dict):
                found[attribute] = {**found[attribute], **one}
            elif attribute in found:
                problems[name] = f"states {attribute}, which is stated under another name too"
            else:
                found[attribute] = one
    if problems:
        raise InvalidModelConfigError(f"ModelConfig {full_id}", problems)
    return found


def _target(name: str) -> tuple[str, str | None]:
    """The attribute that a name means, and which part of it; the name itself where it means none."""
    if name in ModelConfig.__fields__ or name not in TARGETS:
        return name, None
    return TARGETS[name].field, TARGETS[name].part


def _read(field: str, part: str | None, value: Any) -> dict[str, Any]:
    if part is not None:
        return {field: {part: value}}
    if field == "capabilities" and isinstance(value, str | list | tuple | Mapping):
        return _flags(value)
    if field == "prices" and isinstance(value, list | tuple):
        return {field: tuple(_price(price) for price in value)}
    return {field: value}


def _flags(value: str | list[str] | tuple[str, ...] | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {f"supports_{name}": state for name, state in value.items()}
    text = value if isinstance(value, str) else " ".join(map(str, value))
    yes, no, unknown = parse_masks(text)
    stated = {name: one.mask for name, one in CAPABILITIES.items() if (yes | no | unknown) & one.mask}
    return {f"supports_{name}": None if unknown & mask else bool(yes & mask) for name, mask in stated.items()}


def _price(price: Any) -> Any:
    if not isinstance(price, Mapping):
        return price
    try:
        return Price.of(**price)
    except (InvalidPriceError, InvalidValueError) as error:
        raise ValueError("; ".join(f"{name} {problem}" for name, problem in error.problems.items())) from None
    except TypeError:
        raise ValueError(
            "each needs a unit and an amount, like {'unit': 'input_tokens', 'amount': 3}"
        ) from None
