"""Default parameters: those of the provider, then those of the model, where a request states none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.provider import PARAMETER_TYPES
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.wire.format import WireFormat
    from modeldex.wire.quirks import Quirks

_SAMPLING = ("temperature", "top_p", "top_k", "min_p")
"""What a model without a temperature refuses too."""


def defaults_for(request: ChatRequest, model: ModelConfig, provider: Provider) -> dict[str, Any]:
    """Field -> value, of what a request leaves open and the model is not known to refuse."""
    stated: dict[str, Any] = {**provider.default_parameters, **model.default_parameters}
    refused = _SAMPLING if model.supports_temperature is False else ()
    return {
        name: _typed(PARAMETER_TYPES[name], value)
        for name, value in stated.items()
        if name in PARAMETER_TYPES and name not in refused and getattr(request, name) is None
    }


def with_added(
    body: Mapping[str, Any], added: Mapping[str, Any], wire: WireFormat, quirks: Quirks
) -> dict[str, Any]:
    """A body with some fields of the hub added, as its format writes them; nothing in it is changed."""
    bare = ChatRequest(model="", messages=(Message(role="user", parts=()),))
    without = wire.write_request(bare, Losses(), quirks)
    return _joined(body, _difference(wire.write_request(replace(bare, **added), Losses(), quirks), without))


def _typed(kind: type, value: Any) -> Any:
    return int(value) if kind is int else value


def _difference(more: Mapping[str, Any], less: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in more.items():
        if name not in less:
            found[name] = value
        elif isinstance(value, dict) and isinstance(less[name], dict):
            found[name] = _difference(value, less[name])
    return found


def _joined(body: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(body)
    for name, value in added.items():
        if name not in joined:
            joined[name] = value
        elif isinstance(value, dict) and isinstance(joined[name], dict):
            joined[name] = _joined(joined[name], value)
    return joined
