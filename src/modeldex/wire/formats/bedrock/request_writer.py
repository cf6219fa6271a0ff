"""`ChatRequest` -> the body of a Converse request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.wire.claude import claude_sampling
from modeldex.wire.formats.bedrock.block_writer import BlockWriter
from modeldex.wire.formats.bedrock.messages import write_messages
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.formats.bedrock.reasoning import CLAUDE, family, write_reasoning, write_top_k
from modeldex.wire.formats.bedrock.tools import write_tools
from modeldex.wire.further import drop_wishes
from modeldex.wire.json_text import write_json
from modeldex.wire.service import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest, OutputFormat

_TIERS = ("default", "flex", "priority", "reserved")
_LACKED = (
    "min_p", "seed", "top_logprobs", "logit_bias", "verbosity", "audio", "user", "cache_key",
)  # fmt: skip
"""Fields that Converse has no word for."""
_UNLESS_ZERO = ("frequency_penalty", "presence_penalty", "logprobs", "is_stored")
"""The same of fields that say no more than it does without where they are zero or false."""


def write_request(request: ChatRequest, losses: Losses) -> dict[str, Any]:
    """The body; model and stream stand in the path."""
    is_own = request.format == NAME
    is_claude = family(request.model) == CLAUDE and not is_own
    writer = BlockWriter(losses, takes_unsigned=not is_claude, model=request.model, is_own=is_own)
    system, talk = write_messages(request.messages, writer, losses, is_own=is_own)
    body: dict[str, Any] = {"messages": talk} if talk else {}
    if system:
        body["system"] = system
    config = write_tools(request, losses)
    if config:
        body["toolConfig"] = config
    effort, more = write_reasoning(request, losses)
    sampled = _sampling(request, more, losses) if is_claude else request
    inference = _inference(request, sampled)
    if inference:
        body["inferenceConfig"] = inference
    output = _output(request.output, effort, losses)
    if output:
        body["outputConfig"] = output
    if sampled.top_k is not None:
        more = more | write_top_k(request.model, sampled.top_k)
    if more:
        body["additionalModelRequestFields"] = more
    _rest(request, body, losses)
    _lacks(request, losses)
    if is_own:
        _merge(body, request.extras)
    else:
        drop_wishes(request, losses)
    return body


class _Sampled(NamedTuple):
    """How words are picked, as far as the model takes it; of a request it is the fields of these names."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None


def _sampling(request: ChatRequest, more: dict[str, Any], losses: Losses) -> _Sampled:
    thinks = more.get("thinking", {}).get("type") in {"enabled", "adaptive"}
    taken: dict[str, Any] = claude_sampling(request, losses, thinks=thinks)
    return _Sampled(**taken)


def _inference(request: ChatRequest, sampled: ChatRequest | _Sampled) -> dict[str, Any]:
    config: dict[str, Any] = {}
    if request.max_output_tokens is not None:
        config["maxTokens"] = request.max_output_tokens
    if sampled.temperature is not None:
        config["temperature"] = sampled.temperature
    if sampled.top_p is not None:
        config["topP"] = sampled.top_p
    if request.stop:
        config["stopSequences"] = list(request.stop)
    return config


def _output(output: OutputFormat | None, effort: str | None, losses: Losses) -> dict[str, Any]:
    config: dict[str, Any] = {} if effort is None else {"effort": effort}
    if output is None or output.kind == "text":
        return config
    if output.schema is None:
        losses.drop("output", "Bedrock has JSON only by a schema")
        return config
    inner: dict[str, Any] = {"schema": write_json(output.schema).decode()}
    if output.name is not None:
        inner["name"] = output.name
    if output.description is not None:
        inner["description"] = output.description
    if output.is_strict is False:
        losses.approximate("output.is_strict", "Bedrock always keeps to the schema")
    config["textFormat"] = {"type": "json_schema", "structure": {"jsonSchema": inner}}
    return config


def _rest(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    if request.service_tier is not None:
        if request.service_tier in _TIERS or request.format == NAME:
            body["serviceTier"] = {"type": request.service_tier}
        elif request.service_tier not in ORDINARY:
            losses.drop("service_tier", f"Bedrock has {', '.join(_TIERS)}; not {request.service_tier}")
    if request.metadata is not None:
        body["requestMetadata"] = _texts(request.metadata, losses)


def _texts(metadata: Mapping[str, Any], losses: Losses) -> dict[str, Any]:
    """Bedrock's metadata are texts."""
    texts: dict[str, Any] = {}
    for name, value in metadata.items():
        if isinstance(value, str):
            texts[name] = value
        else:
            texts[name] = write_json(value).decode()
            losses.approximate(f"metadata.{name}", "Bedrock's metadata are texts; it is the JSON of it")
    return texts


def _lacks(request: ChatRequest, losses: Losses) -> None:
    for name in _LACKED:
        if getattr(request, name) is not None:
            losses.drop(name, "Converse has no such field")
    for name in _UNLESS_ZERO:
        if getattr(request, name):
            losses.drop(name, "Converse has no such field")
    if request.n is not None and request.n != 1:
        losses.approximate("n", "Bedrock gives one answer")
    if request.allows_parallel_calls is False:
        losses.drop("allows_parallel_calls", "Converse has no such field")
    if any(kind != "text" for kind in request.modalities):
        losses.drop("modalities", "Converse has no such field")


def _merge(body: dict[str, Any], extras: Mapping[str, Any]) -> None:
    """Put back what was kept, also of objects that the hub took apart."""
    for name, value in extras.items():
        written = body.get(name)
        body[name] = {**value, **written} if isinstance(written, dict) and isinstance(value, dict) else value
