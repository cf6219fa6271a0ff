"""A chat in any wire format is measured: what it needs is known, what was said in it is not kept."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from modeldex import Usage
from modeldex.core.errors import InvalidRequestError, UnknownNameError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.providers.shapes.shape import RequestShape
from modeldex.router.asked.request import RouteRequest
from modeldex.wire.table import format_named

PNG = "iVBORw0KGgo="
SECRET = "the treasure lies under the old oak"
TOOL = {"type": "object", "properties": {"place": {"type": "string"}}}
CHAT: dict[str, Any] = {
    "model": "openai/gpt-5",
    "messages": [
        {"role": "system", "content": "You are a guide."},
        {"role": "user", "content": [
            {"type": "text", "text": SECRET},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        ]},
    ],
    "tools": [{"type": "function", "function": {"name": "dig", "parameters": TOOL}}],
    "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": TOOL}},
    "max_completion_tokens": 500,
    "temperature": 0.5,
    "reasoning_effort": "low",
    "stream": True,
}  # fmt: skip
SIMPLE: dict[str, dict[str, Any]] = {
    "openai_chat": {"messages": [{"role": "user", "content": SECRET}], "max_tokens": 9},
    "openai_responses": {"input": SECRET, "max_output_tokens": 9},
    "anthropic": {"messages": [{"role": "user", "content": SECRET}], "system": "Hi", "max_tokens": 9},
    "gemini": {
        "contents": [{"role": "user", "parts": [{"text": SECRET}]}],
        "generationConfig": {"maxOutputTokens": 9},
    },
    "bedrock": {
        "messages": [{"role": "user", "content": [{"text": SECRET}]}], "inferenceConfig": {"maxTokens": 9},
    },
    "ollama": {"messages": [{"role": "user", "content": SECRET}], "options": {"num_predict": 9}},
}  # fmt: skip


def _problems(given: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        RouteRequest.of(given, **more)
    return caught.value.problems


def test_what_a_chat_needs_is_measured() -> None:
    request = RouteRequest.of(CHAT)
    assert request.models == ("openai/gpt-5",)
    assert request.capabilities == ("vision", "tool_use", "structured_output")
    assert set(request.parameters) == {"temperature", "output.json_schema", "reasoning.effort"}
    assert request.max_output_tokens == 500
    assert request.input_tokens is not None
    assert 1_000 < request.input_tokens < 1_100  # a picture counts for a thousand


def test_nothing_that_was_said_is_kept() -> None:
    request = RouteRequest.of(CHAT)
    assert "treasure" not in repr(request)
    assert PNG not in repr(request)


def test_every_wire_format_is_read_here() -> None:
    assert set(SIMPLE) == set(WIRE_FORMATS)


@pytest.mark.parametrize("wire", SIMPLE)
def test_a_body_of_any_format_reads_alike(wire: str) -> None:
    body = {**SIMPLE[wire], "model": "acme/one", "fallbacks": ["acme/two"], "route": {"max_cost": "0.1"}}
    request = RouteRequest.of(body, wire=wire)
    assert request.models == ("acme/one",)
    assert request.fallbacks == ("acme/two",)
    assert request.max_cost == Decimal("0.1")
    assert (request.max_output_tokens, request.capabilities) == (9, ())
    assert request.input_tokens is not None
    assert 9 <= request.input_tokens <= 20
    chat = format_named(wire).read_request(SIMPLE[wire], model="acme/one")
    assert RouteRequest.of_chat(chat, fallbacks=("acme/two",), max_cost="0.1") == request
    routed = replace(chat, extras={**chat.extras, "fallbacks": ["acme/two"], "route": {"max_cost": 0.1}})
    assert RouteRequest.of_chat(routed) == request


def test_what_the_caller_states_of_a_chat_cannot_be_overruled_by_it() -> None:
    chat = replace(format_named("openai_chat").read_request(CHAT), extras={"route": {"key": "k2", "seed": 1}})
    request = RouteRequest.of_chat(chat, seed=1, capabilities=["streaming"])
    assert request.capabilities == ("streaming", "vision", "tool_use", "structured_output")
    with pytest.raises(InvalidRequestError) as caught:
        RouteRequest.of_chat(chat, key="k1", max_csot=1, provider={})
    assert set(caught.value.problems) == {"route.key", "max_csot", "provider"}


@pytest.mark.parametrize("wire", SIMPLE)
def test_its_fields_tell_the_format_where_nobody_does(wire: str) -> None:
    assert RouteRequest.of(SIMPLE[wire]) == RouteRequest.of(SIMPLE[wire], wire=wire)


def test_a_chat_that_names_no_model_asks_all_of_them() -> None:
    assert RouteRequest.of(SIMPLE["openai_chat"]).models == ()


def test_what_is_stated_comes_before_what_is_measured() -> None:
    own = {
        "capabilities": ["prompt_cache", "vision"], "input_tokens": 70, "cached_input_tokens": 50,
        "max_output_tokens": 20, "parameters": "seed", "models": ["acme/two"], "seed": 4, "session": "s1",
    }  # fmt: skip
    request = RouteRequest.of({**CHAT, "seed": 1, "route": own, "provider": {"only": ["openai"]}})
    assert request.capabilities == ("prompt_cache", "vision", "tool_use", "structured_output")
    assert (request.input_tokens, request.cached_input_tokens) == (70, 50)
    assert request.max_output_tokens == 20
    assert set(request.parameters) == {"seed", "temperature", "output.json_schema", "reasoning.effort"}
    assert request.models == ("openai/gpt-5", "acme/two")
    assert (request.seed, request.session, request.only_providers) == (4, "s1", ("openai",))


def test_the_fields_of_routing_are_no_parameters() -> None:
    plain = SIMPLE["openai_chat"]
    routed = {
        **plain, "models": ["acme/one"], "provider": {}, "fallbacks": [], "max_price": {"prompt": 1},
        "route": "fallback",
    }  # fmt: skip
    assert RouteRequest.of(routed).parameters == ()
    assert RouteRequest.of(routed).models == ("acme/one",)


def test_a_count_of_what_is_cached_outdoes_an_estimate() -> None:
    request = RouteRequest.of({**SIMPLE["openai_chat"], "route": {"cached_input_tokens": 900}})
    assert (request.input_tokens, request.cached_input_tokens) == (900, 900)
    stated = {"cached_input_tokens": 900, "input_tokens": 800}
    assert RouteRequest.of({**SIMPLE["openai_chat"], "route": stated}).input_tokens == 800


def test_what_a_chat_wants_made_is_an_output_modality() -> None:
    request = RouteRequest.of({**SIMPLE["openai_chat"], "modalities": ["text", "audio"]})
    assert request.output_modalities == ("audio",)


def test_texts_for_vectors_are_measured_where_that_is_asked() -> None:
    request = RouteRequest.of(
        {
            "model": "openai/text-embedding-3-small",
            "input": ["x" * 40, "é" * 10],
            "dimensions": 256,
            "route": {"operation": "embedding"},
        }
    )
    assert request == RouteRequest(
        operation="embedding", models=("openai/text-embedding-3-small",), input_tokens=15
    )


def test_a_format_without_vectors_is_asked_for_none() -> None:
    body = {"input": "x", "route": {"operation": "embedding"}}
    assert list(_problems(body, wire="anthropic")) == ["route.operation"]


def test_every_fault_of_a_body_is_named_by_its_path() -> None:
    problems = _problems(
        {
            "model": "openai/gpt-5",
            "messages": [{"role": "user", "content": 7}],
            "temperature": "hot",
            "provider": {"odrer": []},
            "route": {"max_cost": -1, "max_csot": 1},
        }
    )
    assert {"temperature", "provider.odrer", "route.max_cost", "route.max_csot"} < set(problems)
    assert any(path.startswith("messages[0]") for path in problems)
    assert "did you mean max_cost" in problems["route.max_csot"]


@pytest.mark.parametrize("own", [7, "price", ["max_cost"]])
def test_own_fields_stand_in_an_object(own: Any) -> None:
    assert list(_problems({**SIMPLE["openai_chat"], "route": own})) == ["route"]


def test_what_is_no_chat_is_refused() -> None:
    assert _problems({"messages": 7})
    assert _problems({}, wire="anthropic")
    with pytest.raises(UnknownNameError, match="anthropic"):
        RouteRequest.of(CHAT, wire="antropic")


def test_a_recorded_call_is_sized_as_it_was_counted() -> None:
    shape = RequestShape(
        model="openai/gpt-5", at="2026-11-24T10:00:00Z", characters=9_000, images=1, tools=2,
        parameters=("temperature", "output.json"), max_output_tokens=800, is_stream=True,
        usage=Usage(input_tokens=100, cache_read_tokens=900, output_tokens=70, reasoning_tokens=30),
    )  # fmt: skip
    assert RouteRequest.of_shape(shape, policy="cheapest") == RouteRequest(
        capabilities=("vision", "tool_use", "json_mode"), parameters=("temperature", "output.json"),
        input_tokens=1_000, cached_input_tokens=900, output_tokens=100, max_output_tokens=800,
        policy="cheapest",
    )  # fmt: skip


def test_a_call_that_nobody_counted_is_estimated_or_unknown() -> None:
    shape = RequestShape(model="openai/gpt-5", at="2026-11-24T10:00:00Z", characters=41, outcome="timeout")
    assert RouteRequest.of_shape(shape) == RouteRequest(input_tokens=11)
    empty = RequestShape(model="openai/gpt-5", at="2026-11-24T10:00:00Z", max_output_tokens=0)
    assert RouteRequest.of_shape(empty) == RouteRequest()


def test_plain_requests_load_no_wire_and_no_network() -> None:
    code = (
        "import sys; from modeldex.router.asked.request import RouteRequest;"
        "RouteRequest.of({'model': 'openai/gpt-5', 'provider': {'sort': 'price'}}).record();"
        "print(*(one for one in sys.modules if one.startswith(('modeldex.wire', 'modeldex.providers'))"
        " or one in ('asyncio', 'ssl')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def _nested(levels: int, kind: type) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = [value] if kind is list else {"properties": value}
    return value


@pytest.mark.parametrize("levels", [201, 900, 5_000])
@pytest.mark.parametrize("kind", [list, dict])
def test_what_lies_too_deep_is_refused_before_it_is_read(levels: int, kind: type) -> None:
    deep = _nested(levels, kind)
    tool = {"type": "function", "function": {"name": "dig", "parameters": deep}}
    for body in (CHAT | {"messages": [{"role": "user", "content": deep}]}, CHAT | {"tools": [tool]}):
        assert _problems(body) == {"request": "has more than 200 objects and lists in each other"}


def test_schemas_as_deep_as_people_write_them_are_read() -> None:
    tool = {"type": "function", "function": {"name": "dig", "parameters": _nested(150, dict)}}
    assert RouteRequest.of(CHAT | {"tools": [tool]}).models == ("openai/gpt-5",)


def test_what_holds_itself_is_refused_too() -> None:
    loop: list[Any] = []
    loop += [loop, loop]
    assert _problems(CHAT | {"messages": loop}).keys() == {"request"}


@pytest.mark.parametrize("key", [10**5_000, None, b"x", (1, 2)], ids=["huge", "null", "bytes", "tuple"])
def test_field_names_that_are_no_text_are_refused_without_being_written_out(key: Any) -> None:
    assert _problems(CHAT | {key: 1}) == {"request": "has a field whose name is no text"}
    for plain in ({key: 1}, {"provider": {key: 1}}, {"max_price": {key: 1}}):
        assert all(len(path) < 90 for path in _problems(plain))


def test_a_list_of_texts_says_that_vectors_must_be_asked_for() -> None:
    body = {"model": "openai/text-embedding-3-small", "input": ["a", "b"]}

    assert "state `route.operation` as embedding" in _problems(body)["input"]
    assert RouteRequest.of(body | {"route": {"operation": "embedding"}}).operation == "embedding"


@pytest.mark.parametrize("field", ["context_window_fallbacks", "content_policy_fallbacks"])
def test_fallbacks_by_kind_of_failure_are_not_passed_on_unread(field: str) -> None:
    table = [{"openai/gpt-5": ["openai/gpt-4o"]}]

    for given in (CHAT | {field: table}, {"models": ["openai/gpt-5"], field: table}):
        assert "state `fallbacks`" in _problems(given)[field]
    assert RouteRequest.of(CHAT | {field: None}).models == ("openai/gpt-5",)


def test_the_old_word_of_a_route_is_taken_with_a_chat_and_without() -> None:
    for given in ({"models": ["a", "b"]}, CHAT):
        assert RouteRequest.of({**given, "route": "fallback"}) == RouteRequest.of(given)
    assert RouteRequest.of({"model": "a", "route": {"policy": "cheapest"}}).policy == "cheapest"
    assert _problems({"model": "a", "route": "sideways"}).keys() == {"route"}
