"""A request, into the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Text
from modeldex.wire.formats.openai_responses.content_writer import ContentWriter
from modeldex.wire.formats.openai_responses.item_writer import ItemWriter
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.formats.openai_responses.output_form import write_reasoning, write_text
from modeldex.wire.formats.openai_responses.request_reader import LOGPROBS
from modeldex.wire.formats.openai_responses.tools import write_choice, write_tools
from modeldex.wire.further import drop_wishes
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import AUTO, NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.losses import Losses
    from modeldex.wire.quirks import Quirks
    from modeldex.wire.request import ChatRequest, Message

_PLAIN = (
    ("max_output_tokens", "max_output_tokens"), ("temperature", "temperature"), ("top_p", "top_p"),
    ("allows_parallel_calls", "parallel_tool_calls"), ("top_logprobs", "top_logprobs"),
    ("user", "safety_identifier"), ("metadata", "metadata"), ("cache_key", "prompt_cache_key"),
    ("is_stored", "store"),
)  # fmt: skip
"""Field of the hub -> field of the body."""
_UNSAYABLE = ("top_k", "min_p", "seed", "logit_bias", "audio")
_UNLESS_ZERO = ("frequency_penalty", "presence_penalty")
_LEAST_OUTPUT = 16
"""Fewer tokens than this are refused here, though OpenAI's older format takes them."""
_TIERS = frozenset({"auto", "default", "flex", "scale", "priority", "fast", "ultrafast"})


def write_request(request: ChatRequest, losses: Losses, quirks: Quirks) -> dict[str, Any]:
    """The body of a request; what it cannot say goes into `losses`."""
    lacks = frozenset(quirks.lacks)
    body: dict[str, Any] = {"model": request.model}
    _talk(request, body, losses)
    has_tools = _tools(request, body, lacks, losses)
    for name, written in _PLAIN:
        value = getattr(request, name)
        if value is not None and not (lacks and _lacks(name, lacks, losses)):
            body[written] = value
    if not has_tools:
        body.pop("parallel_tool_calls", None)
    if request.is_stream:
        body["stream"] = True
    limit = body.get("max_output_tokens")
    if limit is not None and limit < _LEAST_OUTPUT and request.format != NAME:
        losses.approximate("max_output_tokens", f"the least that OpenAI takes is {_LEAST_OUTPUT}")
        body["max_output_tokens"] = _LEAST_OUTPUT
    _form(request, body, lacks, losses)
    _unsayable(request, losses)
    tier = request.service_tier
    if tier is not None:
        _tier(tier, body, request, losses)
    if request.extras:
        _extras(request, body, losses)
    return body


def _tools(request: ChatRequest, body: dict[str, Any], lacks: frozenset[str], losses: Losses) -> bool:
    """Tools and the choice among them; False where no tool is left: then there is no word about calls."""
    choice = request.tool_choice
    if request.tools:
        tools = [] if _lacks("tools", lacks, losses) else write_tools(request, losses)
        if not tools:
            if choice is not None and (choice.raw or choice.mode not in (AUTO, NONE)):
                losses.drop("tool_choice", "no tool is left that could be called")
            return False
        body["tools"] = tools
    if choice is not None and not _lacks("tool_choice", lacks, losses):
        written = write_choice(request, losses)
        if written is not None:
            body["tool_choice"] = written
    return True


def _talk(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    """Instructions and input; instructions are the first message where it is a system's single text."""
    messages: Sequence[Message] = request.messages
    content = ContentWriter(losses, request.format)
    items = ItemWriter(content)
    first = 0
    if messages and _is_instructions(messages[0], is_own=content.is_own):
        only = messages[0].parts[0]
        content.text_losses(only, "messages[0].parts[0]")  # type: ignore[arg-type]
        body["instructions"] = only.text  # type: ignore[union-attr]
        first = 1
    for place in range(first, len(messages)):
        items.add(messages[place], f"messages[{place}]")
    if items.items or not first:
        body["input"] = items.items


def _is_instructions(message: Message, *, is_own: bool) -> bool:
    if message.role != "system" or len(message.parts) != 1 or message.id is not None or message.name:
        return False
    only = message.parts[0]
    return type(only) is Text and not (is_own and only.cache is not None)


def _form(request: ChatRequest, body: dict[str, Any], lacks: frozenset[str], losses: Losses) -> None:
    """What the answer must look like, how much is thought, and what is to be shown beside it."""
    if request.output is not None or request.verbosity is not None:
        text = write_text(request)
        for name, written in (("output", "format"), ("verbosity", "verbosity")):
            if written in text and _lacks(name, lacks, losses):
                del text[written]
        body["text"] = text
    if request.reasoning is not None and not _lacks("reasoning", lacks, losses):
        reasoning = write_reasoning(request.reasoning, losses)
        if reasoning:
            body["reasoning"] = reasoning
    if request.logprobs and not _lacks("logprobs", lacks, losses):
        body["include"] = [LOGPROBS]


def _unsayable(request: ChatRequest, losses: Losses) -> None:
    for name in _UNSAYABLE:
        if getattr(request, name) is not None:
            losses.drop(name, "the format has no field for it")
    for name in _UNLESS_ZERO:
        if getattr(request, name):
            losses.drop(name, "the format has no field for it")
    if request.stop:
        losses.drop("stop", "the format has no field for it")
    if request.n is not None and request.n != 1:
        losses.drop("n", "the format gives one answer")
    for modality in request.modalities:
        if modality != "text":
            losses.drop("modalities", f"the format answers in text, not in {modality}")


def _tier(tier: str, body: dict[str, Any], request: ChatRequest, losses: Losses) -> None:
    if tier in _TIERS or request.format == NAME:
        body["service_tier"] = tier
    elif tier not in ORDINARY:
        losses.drop("service_tier", f"the format knows {', '.join(sorted(_TIERS))}; not {tier}")


def _extras(request: ChatRequest, body: dict[str, Any], losses: Losses) -> None:
    """Further fields, back into their own format; an object joins what the hub says of it."""
    if request.format != NAME:
        drop_wishes(request, losses)
        return
    for name, value in request.extras.items():
        said = body.get(name)
        if isinstance(said, dict) and isinstance(value, dict):
            body[name] = {**said, **value}
        elif isinstance(said, list) and isinstance(value, list):
            body[name] = [*value, *said]
        else:
            body[name] = value


def _lacks(name: str, lacks: frozenset[str], losses: Losses) -> bool:
    """Whether the provider cannot take a field, which is then listed."""
    if name not in lacks:
        return False
    losses.drop(name, "the provider does not take it")
    return True
