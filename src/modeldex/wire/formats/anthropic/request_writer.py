"""Requests as they go out: https://platform.claude.com/docs/en/api/messages/create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.claude import claude_reasoning, claude_sampling, limit_beside
from modeldex.wire.formats.anthropic.message_writer import MessageWriter
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.formats.anthropic.output import WANTS_JSON, written_output
from modeldex.wire.formats.anthropic.reasoning import own_reasoning
from modeldex.wire.formats.anthropic.tools import tools_of_talk, written_choice, written_tools
from modeldex.wire.further import drop_wishes
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import NAMED, REQUIRED

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_NOWHERE: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("min_p", (None,)), ("frequency_penalty", (None, 0)), ("presence_penalty", (None, 0)), ("seed", (None,)),
    ("n", (None, 1)), ("logprobs", (None, False)), ("top_logprobs", (None,)), ("logit_bias", (None, {})),
    ("verbosity", (None,)), ("modalities", ((), ("text",))), ("audio", (None,)), ("cache_key", (None,)),
    ("is_stored", (None, False)),
)  # fmt: skip
"""Fields that the format does not have, and values that say no more than it does without."""


def write_request(request: ChatRequest, losses: Losses) -> dict[str, Any]:
    """The body of a request."""
    is_own = request.format == NAME
    talk = MessageWriter(request, losses)
    output = written_output(request, losses)
    if request.output is not None and output is None and request.output.kind != "text":
        losses.approximate("messages", "the instructions ask for JSON")
        talk.instructions.append({"type": "text", "text": WANTS_JSON})
    body: dict[str, Any] = {"model": request.model, "max_tokens": request.max_output_tokens}
    if talk.instructions:
        body["system"] = _short(talk.instructions)
    body["messages"] = talk.content()
    _tools(request, body, losses)
    _reasoning(request, body, losses, output)
    _sampling(request, body, losses)
    _about(request, body, losses)
    if request.extras and not is_own:
        drop_wishes(request, losses)
    elif request.extras:
        body.update({name: value for name, value in request.extras.items() if name not in _MERGED})
    return body


_MERGED = frozenset({"thinking", "output_config"})
"""Extras that are part of a field that is written anyway."""


def _short(blocks: list[Any]) -> Any:
    """Instructions that are one plain text, as that text."""
    return blocks[0]["text"] if len(blocks) == 1 and len(blocks[0]) == 2 else blocks


def _tools(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    tools = written_tools(request, losses) if request.tools else []
    choice = written_choice(request)
    if request.tool_choice is not None and request.tool_choice.raw:
        losses.approximate("tool_choice", f"it is known to {request.format} alone, but for its kind")
    if not tools and request.format != NAME:
        if choice is not None:
            if request.tool_choice is not None and request.tool_choice.mode in {REQUIRED, NAMED}:
                losses.drop("tool_choice", "there is no tool to choose")
            choice = None
        tools = tools_of_talk(request)
        if tools:
            losses.approximate(
                "tools", "tools that were called before must be defined, and may not be called"
            )
            choice = {"type": "none"}
    if tools:
        body["tools"] = tools
    if choice is not None:
        body["tool_choice"] = choice


def _reasoning(request: ChatRequest, body: dict[str, Any], losses: Losses, output: Any) -> None:
    """Thinking, effort, form of the answer, and the output limit, which has to leave room."""
    effort: str | None = None
    config: dict[str, Any] = {}
    if request.format == NAME:
        thinking = request.extras.get("thinking", {})
        config = dict(request.extras.get("output_config", {}))
        if request.reasoning is not None:
            thinking, effort = own_reasoning(request.reasoning, thinking)
    else:
        thinking, effort = claude_reasoning(request, losses)
    if effort is not None:
        config["effort"] = effort
    if output is not None:
        config["format"] = output
    if thinking:
        body["thinking"] = thinking
    if config:
        body["output_config"] = config
    if request.max_output_tokens is None:
        body["max_tokens"] = limit_beside(thinking)
        losses.approximate("max_output_tokens", f"the format wants a limit: {body['max_tokens']}")


def _sampling(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    """Temperature and its kin, and what ends an answer."""
    is_own = request.format == NAME
    if is_own:
        for name in ("temperature", "top_p", "top_k"):
            if getattr(request, name) is not None:
                body[name] = getattr(request, name)
    else:
        thinks = body.get("thinking", {}).get("type") in {"enabled", "adaptive"}
        body.update(claude_sampling(request, losses, thinks=thinks))
    if request.stop:
        kept = [text for text in request.stop if is_own or (text and not text.isspace())]
        if len(kept) < len(request.stop):
            losses.drop("stop", "a stop sequence must not be blank")
        if kept:
            body["stop_sequences"] = kept


def _about(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    """Who asks, how it is served, and what the format has no word for."""
    if request.user is not None:
        body["metadata"] = {"user_id": request.user}
    if request.metadata is not None:
        if request.format == NAME:
            body["metadata"] = body.get("metadata", {}) | dict(request.metadata)
        elif request.metadata:
            losses.drop("metadata", "the format takes none but the user")
    tier = request.service_tier
    if tier is not None:
        if tier in {"auto", "standard_only"} or request.format == NAME:
            body["service_tier"] = tier
        elif tier in ORDINARY:
            body["service_tier"] = "standard_only"
        else:
            losses.drop("service_tier", f"the format has no {tier}")
    if request.is_stream:
        body["stream"] = True
    for name, plain in _NOWHERE:
        value = getattr(request, name)
        if value not in plain:
            losses.drop(name, "the format has no such field")
