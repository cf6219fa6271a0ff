"""A whole answer. https://ai.google.dev/api/generate-content#GenerateContentResponse"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.clock import read_moment, write_moment
from modeldex.wire.content import Text
from modeldex.wire.formats.gemini.calls import Calls
from modeldex.wire.formats.gemini.citations import read_citations, write_grounding
from modeldex.wire.formats.gemini.finish import blocked, read_finish, write_finish
from modeldex.wire.formats.gemini.logprobs import read_logprobs, write_logprobs
from modeldex.wire.formats.gemini.parts_reader import read_part
from modeldex.wire.formats.gemini.parts_writer import Scribe
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.formats.gemini.usage import note_unsaid, read_usage, write_usage
from modeldex.wire.further import drop_remarks
from modeldex.wire.response import ChatResponse, Choice
from modeldex.wire.service import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

MARKS = frozenset({"candidates", "promptFeedback", "usageMetadata", "modelVersion", "responseId"})
"""Fields one of which every answer has."""
_KNOWN = frozenset({"candidates", "usageMetadata", "modelVersion", "responseId", "createTime"})
_READ_OF_CANDIDATE = frozenset({"content", "finishReason", "index", "logprobsResult"})
_CANDIDATES = "candidates"


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """The answer; a prompt that was refused is one without parts, ended by a filter."""
    if type(body) is not dict:
        raise WireDataError("body", "must be an object")
    told = camel(body)
    if not MARKS & told.keys():
        raise WireDataError("body", "has neither candidates nor a reason why there are none")
    extras = {name: value for name, value in told.items() if name not in _KNOWN and value is not None}
    candidates = told.get(_CANDIDATES)
    candidates = [] if candidates is None else candidates
    if type(candidates) is not list:
        raise WireDataError(_CANDIDATES, "must be a list")
    further: dict[str, Any] = {}
    response_id = text_of(told, "responseId")
    choices = [_choice(value, place, response_id, further) for place, value in enumerate(candidates)]
    refused = blocked(told.get("promptFeedback")) if not choices else None
    if refused is not None:
        choices = [Choice(parts=(), finish=refused)]
    if further:
        extras[_CANDIDATES] = further
    return ChatResponse(
        id=response_id, model=text_of(told, "modelVersion"), choices=tuple(choices), usage=read_usage(told),
        created=read_moment(told.get("createTime")), format=NAME, extras=extras,
    )  # fmt: skip


def _choice(value: Any, place: int, response_id: str | None, further: dict[str, Any]) -> Choice:
    path = f"{_CANDIDATES}[{place}]"
    if type(value) is not dict:
        raise WireDataError(path, "must be an object")
    candidate = camel(value)
    index = candidate.get("index", place)
    index = index if type(index) is int else place
    parts = _parts(candidate.get("content"), f"{path}.content", Calls(response_id, index))
    texts = {number: part.text for number, part in enumerate(parts) if isinstance(part, Text)}
    for number, cited in read_citations(candidate, texts).items():
        part = parts[number]
        if isinstance(part, Text):
            parts[number] = replace(part, citations=tuple(cited))
    left = {
        name: one for name, one in candidate.items() if name not in _READ_OF_CANDIDATE and one is not None
    }
    if left:
        further[str(index)] = left
    return Choice(
        parts=tuple(parts), index=index, finish=read_finish(candidate.get("finishReason"), map(type, parts)),
        logprobs=read_logprobs(candidate.get("logprobsResult")),
    )  # fmt: skip


def _parts(content: Any, path: str, calls: Calls) -> list[Part]:
    values = content.get("parts") if type(content) is dict else None
    faults: dict[str, str] = {}
    read = [
        read_part(value, f"{path}.parts[{place}]", calls, faults)
        for place, value in enumerate(values if type(values) is list else ())
    ]
    for where, problem in faults.items():
        raise WireDataError(where, problem)
    return [part for part in read if part is not None]


def text_of(told: Mapping[str, Any], name: str) -> str | None:
    """A text of an answer; None where it is none."""
    value = told.get(name)
    return value if type(value) is str else None


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body of an answer."""
    is_own = response.format == NAME
    extras = response.extras if is_own else {}
    body: dict[str, Any] = {}
    if not (response.choices and all(_is_refused(choice, extras) for choice in response.choices)):
        further = extras.get(_CANDIDATES, {})
        body[_CANDIDATES] = [
            _candidate(choice, place, further.get(str(choice.index), {}), losses, is_own=is_own)
            for place, choice in enumerate(response.choices)
        ]
    body |= {name: value for name, value in extras.items() if name != _CANDIDATES}
    if response.usage is not None:
        body["usageMetadata"] = write_usage(response.usage)
        note_unsaid(response.usage, losses)
    body |= names_of(response.id, response.model, response.created)
    note_lost(response, losses, is_own=is_own)
    return body


def names_of(id_: str | None, model: str | None, created: int | None) -> dict[str, Any]:
    """What an answer says of itself."""
    moment = None if created is None else write_moment(created)
    named = {"modelVersion": model, "createTime": moment, "responseId": id_}
    return {name: value for name, value in named.items() if value is not None}


def note_lost(told: Any, losses: Losses, *, is_own: bool) -> None:
    """Note what an answer, or the beginning of one, says in vain."""
    if told.service_tier is not None and told.service_tier not in ORDINARY:
        losses.drop("service_tier", "has no place in this format")
    if not is_own:
        drop_remarks(told, losses)


def _is_refused(choice: Choice, extras: Mapping[str, Any]) -> bool:
    return (
        not choice.parts
        and choice.finish is not None
        and choice.finish == blocked(extras.get("promptFeedback"))
    )


def _candidate(
    choice: Choice, place: int, further: Mapping[str, Any], losses: Losses, *, is_own: bool
) -> dict[str, Any]:
    path = f"choices[{place}]"
    scribe = Scribe(losses=losses, is_own=is_own, is_answer=True)
    parts: list[dict[str, Any]] = []
    cited: list[tuple[int, str, tuple[Any, ...]]] = []
    for number, part in enumerate(choice.parts):
        written = scribe.part(part, f"{path}.parts[{number}]")
        if written is None:
            continue
        if type(part) is Text and part.citations:
            cited.append((len(parts), part.text, part.citations))
        parts.append(written)
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}}
    finish = write_finish(choice.finish, path, losses)
    if finish is not None:
        candidate["finishReason"] = finish
    candidate["index"] = choice.index
    if choice.logprobs is not None:
        candidate["logprobsResult"] = write_logprobs(choice.logprobs)
    if cited and not further.keys() & {"groundingMetadata", "citationMetadata"}:
        candidate["groundingMetadata"] = write_grounding(cited)
    return {**candidate, **further}
