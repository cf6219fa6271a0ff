"""`ChatRequest` -> the body of a chat with Ollama."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.ollama.message_writer import MessageWriter
from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.further import OF_ANOTHER, drop_wishes
from modeldex.wire.service import ORDINARY
from modeldex.wire.tools import AUTO, NONE, ForeignTool

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest, OutputFormat, Reasoning
    from modeldex.wire.tools import Tool

_OPTIONS = (
    ("max_output_tokens", "num_predict"), ("temperature", "temperature"), ("top_p", "top_p"),
    ("top_k", "top_k"),
    ("min_p", "min_p"), ("seed", "seed"), ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
)  # fmt: skip
"""Field of the hub, option of Ollama's."""
_LACKED = (
    "logit_bias", "verbosity", "audio", "user", "metadata", "cache_key",
)  # fmt: skip
_EFFORTS = ("low", "medium", "high", "max")
_NEAREST = {"minimal": "low", "xhigh": "high"}


def write_request(request: ChatRequest, losses: Losses) -> dict[str, Any]:
    """The body. `stream` is always said, as Ollama streams where it is not."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": MessageWriter(losses, is_own=request.format == NAME).messages(request.messages),
        "stream": request.is_stream,
    }
    tools = _tools(request, losses)
    if tools:
        body["tools"] = tools
    options = {name: value for field, name in _OPTIONS if (value := getattr(request, field)) is not None}
    if request.stop:
        options["stop"] = list(request.stop)
    if options:
        body["options"] = options
    if request.output is not None:
        _say_output(request.output, body, losses)
    if request.reasoning is not None:
        _say_reasoning(request.reasoning, body, losses)
    if request.logprobs is not None:
        body["logprobs"] = request.logprobs
    if request.top_logprobs is not None:
        body["top_logprobs"] = request.top_logprobs
    _lacks(request, losses)
    if request.format != NAME:
        drop_wishes(request, losses)
        return body
    extras = dict(request.extras)
    if "options" in extras:
        body["options"] = {**extras.pop("options"), **options}
    return body | extras


def _tools(request: ChatRequest, losses: Losses) -> list[dict[str, Any]]:
    choice = request.tool_choice
    if choice is not None and choice.mode == NONE:
        if request.tools:
            losses.approximate("tool_choice", "Ollama cannot forbid tools; they are not sent")
            losses.drop("tools", "they may not be called")
        return []
    if choice is not None and (choice.mode != AUTO or choice.raw):
        losses.drop("tool_choice", "Ollama cannot make a model call tools")
    allowed = choice.names if choice is not None else ()
    written: list[dict[str, Any]] = []
    for place, tool in enumerate(request.tools):
        path = f"tools[{place}]"
        if isinstance(tool, ForeignTool):
            if tool.format == NAME:
                written.append({"type": tool.kind, **tool.raw})
            else:
                losses.drop(path, f"only {tool.format} runs {tool.kind}")
        elif tool.is_custom:
            losses.drop(path, "Ollama's tools take JSON, not plain text")
        elif allowed and tool.name not in allowed:
            losses.approximate(path, "Ollama cannot forbid single tools; it is not sent")
        else:
            written.append(_tool(tool, path, losses, is_own=request.format == NAME))
    return written


def _tool(tool: Tool, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        function["description"] = tool.description
    if tool.schema is not None:
        function["parameters"] = tool.schema
    elif not is_own:
        function["parameters"] = {"type": "object", "properties": {}}
    if tool.is_strict:
        losses.drop(f"{path}.is_strict", "Ollama does not hold arguments to their schema")
    if tool.cache is not None:
        losses.drop(f"{path}.cache", "Ollama's cache has no marks")
    if tool.extras and not is_own:
        losses.drop(f"{path}.extras", OF_ANOTHER)
    return {"type": "function", "function": {**function, **tool.extras} if is_own else function}


def _say_output(output: OutputFormat, body: dict[str, Any], losses: Losses) -> None:
    if output.schema is not None:
        body["format"] = output.schema
        if output.description is not None:
            losses.drop("output.description", "Ollama has the schema alone")
        if output.is_strict is False:
            losses.approximate("output.is_strict", "Ollama always keeps to the schema")
    elif output.kind != "text":
        body["format"] = "json"


def _say_reasoning(asked: Reasoning, body: dict[str, Any], losses: Losses) -> None:
    for name in ("budget_tokens", "summary"):
        if getattr(asked, name) is not None:
            losses.drop(f"reasoning.{name}", "Ollama has no such field")
    if asked.is_adaptive:
        losses.drop("reasoning.is_adaptive", "Ollama has no such field")
    if asked.is_on is False or asked.effort == "none":
        body["think"] = False
    elif asked.effort in _EFFORTS:
        body["think"] = asked.effort
    elif asked.effort is not None:
        nearest = _NEAREST[asked.effort]
        losses.approximate("reasoning.effort", f"Ollama has no {asked.effort!r}; it is {nearest!r}")
        body["think"] = nearest
    elif asked.is_on or asked.budget_tokens is not None or asked.is_adaptive:
        body["think"] = True


def _lacks(request: ChatRequest, losses: Losses) -> None:
    for name in _LACKED:
        if getattr(request, name) is not None:
            losses.drop(name, "Ollama has no such field")
    if request.n is not None and request.n != 1:
        losses.approximate("n", "Ollama gives one answer")
    if request.service_tier is not None and request.service_tier not in ORDINARY:
        losses.drop("service_tier", "Ollama has no such field")
    if request.is_stored:
        losses.drop("is_stored", "Ollama has no such field")
    if request.allows_parallel_calls is False:
        losses.drop("allows_parallel_calls", "Ollama has no such field")
    if any(kind != "text" for kind in request.modalities):
        losses.drop("modalities", "Ollama has no such field")
