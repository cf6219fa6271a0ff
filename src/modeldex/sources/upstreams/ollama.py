"""What an Ollama installation has: the list of its tags, or one model shown in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_CAPABILITIES = {
    "completion": "text_completion",
    "tools": "tool_use",
    "vision": "vision",
    "thinking": "thinking",
    "embedding": "embedding",
    "audio": "audio_input",
    "image": "image_output",
}
_OTHER_CAPABILITIES = ("insert",)
_OF_THE_INSTALLATION = ("name", "modified_at", "size", "digest", "remote_model", "remote_host", "expires_at")
_OF_THE_FILE = (
    "template", "system", "parameters", "license", "modelfile", "messages", "tensors", "projector_info",
    "requires",
)  # fmt: skip
_DETAILS_NOT_CARRIED = (
    "parent_model",
    "format",
    "family",  # the architecture, not the family that the maker puts it in
    "families",
    "parameter_size",
    "quantization_level",
    "embedding_length",
)


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read `{"models": [...]}`, or one shown model.

    A shown model does not say which it is: the `model` of the request must stand in it.
    """
    del provider_named  # every offering is the installation's own
    reading = Reading(source="ollama")
    if "model_info" in expect(answer, dict, "the answer"):
        if "model" not in answer:
            raise SourceError(
                "ollama: a shown model does not say which it is; add `model`, as it was asked for"
            )
        models = [answer]
    else:
        models = expect(answer.get("models"), list, "models")
    for place, model in enumerate(models):
        with reading.at(f"model {place}"):
            _model(reading, expect(model, dict, "a model"))
    return reading


def _model(reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering("ollama", expect(model.pop("model"), str, "model"))
    drop(model, (*_OF_THE_INSTALLATION, *_OF_THE_FILE))
    details = expect(model.pop("details", None) or {}, dict, f"{offering.id}.details")
    offering.limit("max_context", details.pop("context_length", None))
    drop(details, _DETAILS_NOT_CARRIED)
    info = expect(model.pop("model_info", None) or {}, dict, f"{offering.id}.model_info")
    architecture = info.get("general.architecture")  # the rest is how the weights are laid out
    offering.limit("max_context", info.get(f"{architecture}.context_length"))
    capabilities = model.pop("capabilities", None)
    if capabilities is not None:
        _capabilities(reading, offering, expect(capabilities, list, f"{offering.id}.capabilities"))
    reading.leftovers("model.details", details)
    reading.leftovers("model", model)


def _capabilities(reading: Reading, offering: Offering, capabilities: list[Any]) -> None:
    """The list is complete for what every version of Ollama looks for; newer ones look for more."""
    for name in ("completion", "tools", "vision", "embedding"):
        offering.can(_CAPABILITIES[name], False)
    for name in capabilities:
        if name in _CAPABILITIES:
            offering.can(_CAPABILITIES[name], True)
        elif name not in _OTHER_CAPABILITIES:
            reading.unknown_fields[f"model.capabilities[{name}]"] += 1


SOURCE = Source(
    name="ollama",
    title="Ollama",
    url="https://docs.ollama.com/api/tags",
    licence="API answer, facts only",
    own_listing_of="ollama",
    bounds=Bounds(least=3, most=100, fill={"max_context": 0.5, "tool_use": 0.9}),
    parse=parse,
    is_complete=False,  # what somebody has installed
)
