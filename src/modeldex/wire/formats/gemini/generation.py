"""`generationConfig`: sampling, limits, the shape of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.fields import Fields
from modeldex.wire.formats.gemini.schema import json_schema
from modeldex.wire.formats.gemini.spelling import camel
from modeldex.wire.formats.gemini.thinking import read_thinking, write_thinking
from modeldex.wire.request import OutputFormat

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest

_JSON, _WORDS = "application/json", "text/plain"
_NUMBERS = {
    "temperature": "temperature", "topP": "top_p", "presencePenalty": "presence_penalty",
    "frequencyPenalty": "frequency_penalty",
}  # fmt: skip
_COUNTS = {
    "topK": "top_k", "candidateCount": "n", "maxOutputTokens": "max_output_tokens", "seed": "seed",
    "logprobs": "top_logprobs",
}  # fmt: skip
_PLAIN = (*_NUMBERS.items(), *_COUNTS.items())
_MODALITIES = {"TEXT": "text", "IMAGE": "image", "AUDIO": "audio"}


def read_generation(config: Any, faults: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a hub request that the config says, and what of it only this format knows."""
    fields = Fields(camel(config) if type(config) is dict else config, "generationConfig", faults)
    read: dict[str, Any] = {}
    for own in tuple(fields.left()):
        name = _NUMBERS.get(own)
        if name is not None:
            read[name] = fields.number(own)
            continue
        name = _COUNTS.get(own)
        if name is not None:
            read[name] = fields.whole(own)
    left: dict[str, Any] = {}
    if len(read) < len(config):
        _read_rest(fields, read, left, faults)
    return read, left


def _read_rest(fields: Fields, read: dict[str, Any], left: dict[str, Any], faults: dict[str, str]) -> None:
    """What is neither a number nor a count."""
    read["logprobs"] = fields.flag("responseLogprobs")
    stop, modalities = fields.list("stopSequences"), fields.list("responseModalities")
    if stop:
        read["stop"] = _texts(stop, "generationConfig.stopSequences", faults)
    if modalities:
        words = _texts(modalities, "generationConfig.responseModalities", faults)
        read["modalities"] = tuple(_MODALITIES.get(word.upper(), word) for word in words)
    read["reasoning"], thinking_left = read_thinking(fields.object("thinkingConfig"), faults)
    read["audio"] = _read_voice(fields, left)
    read["output"] = _read_output(fields, left)
    left.update(fields.left())
    if thinking_left:
        left["thinkingConfig"] = thinking_left


def _texts(values: list[Any], path: str, faults: dict[str, str]) -> tuple[str, ...]:
    if all(type(value) is str for value in values):
        return tuple(values)
    faults[path] = "must be a list of texts"
    return ()


def _read_voice(fields: Fields, left: dict[str, Any]) -> dict[str, Any] | None:
    """`{"voice": name}` where the config says a voice of Google's and nothing more."""
    config = fields.object("speechConfig")
    if config is None:
        return None
    speech = camel(config)
    voice = speech.get("voiceConfig")
    ready_made = camel(voice).get("prebuiltVoiceConfig") if type(voice) is dict and len(voice) == 1 else None
    spelled = camel(ready_made) if type(ready_made) is dict else {}
    if len(speech) == 1 and len(spelled) == 1 and type(spelled.get("voiceName")) is str:
        return {"voice": spelled["voiceName"]}
    left["speechConfig"] = config
    return None


def _read_output(fields: Fields, left: dict[str, Any]) -> OutputFormat | None:
    """What the answer must look like; a type that the hub has no word for stays with its schema."""
    media_type = fields.text("responseMimeType")
    if media_type not in {None, _JSON, _WORDS}:
        left["responseMimeType"] = media_type
        return None
    own = fields.object("responseSchema")
    schema = fields.object("responseJsonSchema")
    if schema is None and own is not None:
        schema = json_schema(own)
    if schema is not None:
        return OutputFormat(kind="json_schema", schema=schema)
    if media_type is None:
        return None
    return OutputFormat(kind="json" if media_type == _JSON else "text")


def write_generation(request: ChatRequest, losses: Losses, *, is_own: bool) -> dict[str, Any]:
    """The config; what is None stays out."""
    config: dict[str, Any] = {}
    for own, name in _PLAIN:
        value = getattr(request, name)
        if value is not None:
            config[own] = value
    if request.logprobs is not None:
        config["responseLogprobs"] = request.logprobs
    if request.stop:
        config["stopSequences"] = list(request.stop)
    if request.reasoning is not None:
        config["thinkingConfig"] = write_thinking(request.reasoning, request.model, losses, is_own=is_own)
    if request.modalities:
        config["responseModalities"] = [word.upper() for word in request.modalities]
    if request.audio is not None:
        _write_voice(request, config, losses)
    if request.output is not None:
        _write_output(request.output, config, losses)
    return config


def _write_voice(request: ChatRequest, config: dict[str, Any], losses: Losses) -> None:
    for name, value in (request.audio or {}).items():
        if name == "voice" and type(value) is str:
            config["speechConfig"] = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": value}}}
        else:
            losses.drop(f"audio.{name}", "sound comes in the model's own format")


def _write_output(output: OutputFormat, config: dict[str, Any], losses: Losses) -> None:
    config["responseMimeType"] = _WORDS if output.kind == "text" else _JSON
    if output.kind != "json_schema":
        return
    if output.description is not None:
        losses.drop("output.description", "a schema has none beside its own")
    if output.is_strict is False:
        losses.approximate("output.is_strict", "an answer is always held to its schema")
    config["responseJsonSchema"] = output.schema if output.schema is not None else {"type": "object"}
