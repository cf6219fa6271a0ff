"""What an Ollama installation has: the list of its tags, or one model shown in full.

Asked for live, each tag is shown as well, and both are one row: the tag names the model, and what is
shown names the window and the abilities that older installations leave out of their tags.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import NetworkError, SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.paging import for_each

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.fetching import Ask
    from modeldex.sources.offering import Offering
    from modeldex.sources.paging import Gather

TAGS, _SHOW = "/tags", "/show"
"""Below the root of an installation's API."""
_USUAL_ROOT = "http://localhost:11434/api"
_NOT_FOUND = 404
_CAPABILITIES = {
    "completion": "text_completion",
    "tools": "tool_use",
    "vision": "vision",
    "thinking": "thinking",
    "embedding": "embedding",
    "audio": "audio_input",
    "image": "image_output",
}
_OTHER_CAPABILITIES = ("insert", "decision")
_OF_THE_INSTALLATION = ("name", "modified_at", "size", "digest", "remote_model", "remote_host", "expires_at")
_OF_THE_FILE = (
    "template", "system", "parameters", "license", "modelfile", "messages", "tensors", "projector_info",
    "requires", "renderer", "parser", "template_source",
)  # fmt: skip
_NOT_KEPT = ("template", "system", "license", "modelfile", "messages", "tensors")
"""Texts and weights of a shown model, of which nothing is read."""
_DETAILS_NOT_CARRIED = (
    "parent_model",
    "format",
    "family",  # the architecture, not the family that the maker puts it in
    "families",
    "parameter_size",
    "quantization_level",
    "embedding_length",
)


def parser(provider: str) -> Callable[[Any, Callable[[str], str | None]], Reading]:
    """Reads `{"models": [...]}`, or one shown model, as offerings of a provider.

    A shown model does not say which it is: the `model` of the request must stand in it.
    """
    return partial(_parse, provider)


def installed(root: str) -> Gather:
    """Asks an installation for its tags, and shows each; one that went in between keeps its tag.

    `root` is that of its API, such as `http://localhost:11434/api`.
    """

    async def gather(ask: Ask) -> Any:
        answer = expect(await ask.json(f"{root}{TAGS}"), dict, f"{root}{TAGS}")
        tags = expect(answer.get("models"), list, f"{root}{TAGS}: models")
        ask.expects(len(tags))
        return answer | {"models": await for_each(tags, partial(_shown, ask, root))}

    return gather


async def _shown(ask: Ask, root: str, tag: Any) -> dict[str, Any]:
    name = expect(expect(tag, dict, f"{root}{TAGS}: a tag").get("model"), str, f"{root}{TAGS}: a tag: model")
    url = f"{root}{_SHOW}"
    try:
        page = await ask.page(
            url,
            method="POST",
            body=json.dumps({"model": name}).encode(),
            headers={"content-type": "application/json"},
        )
    except NetworkError as error:
        if error.status == _NOT_FOUND:
            return dict(tag)
        raise
    shown = {key: value for key, value in expect(page.content, dict, url).items() if key not in _NOT_KEPT}
    details = {**_details(shown, url), **_details(tag, f"{root}{TAGS}")}
    return {**shown, **tag, **({"details": details} if details else {})}


def _details(record: dict[str, Any], url: str) -> dict[str, Any]:
    return expect(record.get("details") or {}, dict, f"{url}: details")  # type: ignore[no-any-return]


def _parse(provider: str, answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    del provider_named  # every offering is the installation's own
    reading = Reading(source=provider)
    if "model_info" in expect(answer, dict, "the answer"):
        if "model" not in answer:
            raise SourceError(
                f"{provider}: a shown model does not say which it is; add `model`, as it was asked for"
            )
        models = [answer]
    else:
        models = expect(answer.get("models"), list, "models")
    for place, model in enumerate(models):
        with reading.at(f"model {place}"):
            _model(provider, reading, expect(model, dict, "a model"))
    return reading


def _model(provider: str, reading: Reading, model: dict[str, Any]) -> None:
    offering = reading.offering(provider, expect(model.pop("model"), str, "model"))
    drop(model, (*_OF_THE_INSTALLATION, *_OF_THE_FILE))
    drop(model, ("thinking",))  # how much of it can be asked for; that it thinks is a capability
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
    parse=parser("ollama"),
    fetch=Fetch(gather=installed(_USUAL_ROOT), hosts=("http://localhost:11434",)),
    is_complete=False,  # what somebody has installed
)
