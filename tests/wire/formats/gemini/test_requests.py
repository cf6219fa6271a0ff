"""Requests of this format: everything it says today, in both spellings, and what is wrong with the rest."""

import pytest
from tests.wire.formats.gemini.recorded import asks, recorded, written

from modeldex.wire.content import Audio, Document, Foreign, Image, Text, Thinking, ToolCall, ToolResult, Video
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.request import ChatRequest, OutputFormat, Reasoning
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice


def _read(body, model="gemini-3-pro") -> ChatRequest:
    return FORMAT.read_request(body, model=model)


@pytest.fixture(scope="module")
def full() -> ChatRequest:
    return _read(recorded("request.json"))


def test_a_request_goes_back_as_it_came(full: ChatRequest):
    assert written(full) == (recorded("request.json"), [])


@pytest.mark.parametrize("name", ["request.json", "request_snake.json"])
def test_a_request_is_the_same_after_it_was_written(name: str):
    request = _read(recorded(name))

    assert _read(written(request)[0]) == request


def test_media_are_told_apart_by_their_type_and_by_who_keeps_them(full: ChatRequest):
    assert full.messages[1].parts[1:8] == (
        Image(data="iVBORw0KGgo=", media_type="image/png"),
        Image(data="/9j/4AAQ", media_type="image/jpeg", detail="high"),
        Document(data="JVBERi0xLjQ=", media_type="application/pdf", title="a.pdf"),
        Audio(data="UklGRg==", media_type="audio/wav"),
        Video(file_id="https://generativelanguage.googleapis.com/v1beta/files/abc", media_type="video/mp4"),
        Video(url="https://www.youtube.com/watch?v=abc"),
        Image(file_id="gs://bucket/a.png", media_type="image/png"),
    )


def test_what_the_hub_has_no_place_for_is_foreign(full: ChatRequest):
    foreign = [part.kind for message in full.messages for part in message.parts if isinstance(part, Foreign)]

    assert foreign == ["executableCode", "codeExecutionResult", "inlineData"]


def test_what_a_medium_or_a_tool_says_further_stays_with_it(full: ChatRequest):
    film, picture = full.messages[1].parts[8:]
    clock = full.tools[1]

    assert isinstance(film, Video)
    assert isinstance(picture, Image)
    assert isinstance(clock, Tool)
    assert film.extras == {"videoMetadata": {"startOffset": "3s", "fps": 2}}
    assert picture.extras == {"mediaResolution": {"level": "MEDIA_RESOLUTION_MEDIUM"}}
    assert clock.extras == {"behavior": "BLOCKING", "responseJsonSchema": {"type": "object"}}


def test_calls_without_ids_get_some_of_their_place_and_results_find_them_by_name_and_order(full: ChatRequest):
    calls = [part for part in full.messages[2].parts if isinstance(part, ToolCall)]
    results = full.messages[3].parts

    assert [call.id for call in calls] == ["gcall_0", "gcall_1", "fc-1"]
    assert [result.call_id for result in results if isinstance(result, ToolResult)] == [
        "gcall_0",
        "gcall_1",
        "fc-1",
    ]


def test_results_are_messages_of_their_own_beside_the_words_of_the_user(full: ChatRequest):
    assert [message.role for message in full.messages] == [
        "system", "user", "assistant", "tool", "user", "assistant", "user",
    ]  # fmt: skip
    assert full.messages[4].parts == (Text(text="And now?"),)


def test_a_result_is_its_output_its_error_or_the_whole_object(full: ChatRequest):
    first, second, third = full.messages[3].parts

    assert isinstance(first, ToolResult)
    assert isinstance(second, ToolResult)
    assert isinstance(third, ToolResult)
    assert first.parts == (Text(text="sunny"),)
    assert second.parts == (Text(text='{"temperature":21,"sky":{"clouds":0.25}}', is_json=True),)
    assert third.is_error
    assert third.parts == (Text(text="no clock"), Image(data="iVBORw0KGgo=", media_type="image/png"))


def test_signatures_stay_on_their_parts(full: ChatRequest):
    thinking, text, call, *_ = full.messages[2].parts

    assert thinking == Thinking(
        text="I must look it up.", signature="c2lnMQ==", signed_by="gemini", is_summary=True
    )
    assert text == Text(text="One moment.", signature="c2lnMg==", signed_by="gemini")
    assert isinstance(call, ToolCall)
    assert (call.signature, call.signed_by) == ("c2lnMw==", "gemini")


def test_the_config_fills_the_fields_of_the_hub(full: ChatRequest):
    assert (full.temperature, full.top_p, full.top_k, full.n, full.max_output_tokens) == (
        0.5,
        0.25,
        40,
        2,
        1000,
    )
    assert (full.stop, full.seed, full.presence_penalty, full.frequency_penalty) == (("END",), 7, 0.5, -0.5)
    assert (full.logprobs, full.top_logprobs, full.modalities) == (True, 3, ("text", "image"))
    assert full.audio == {"voice": "Kore"}
    assert full.reasoning == Reasoning(effort="low", summary="auto")
    assert full.output == OutputFormat(
        kind="json_schema", schema={"type": "object", "properties": {"answer": {"type": "string"}}}
    )
    assert (full.service_tier, full.is_stored, full.metadata) == ("flex", False, {"team": "a"})


def test_what_is_further_known_to_this_format_alone_is_kept_aside(full: ChatRequest):
    assert full.extras == {
        "generationConfig": {
            "mediaResolution": "MEDIA_RESOLUTION_LOW",
            "imageConfig": {"aspectRatio": "16:9"},
        },
        "toolConfig": {"retrievalConfig": {"latLng": {"latitude": 48.8, "longitude": 2.3}}},
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        "cachedContent": "cachedContents/abc",
    }


def test_tools_of_the_provider_are_foreign(full: ChatRequest):
    assert full.tools[2:] == tuple(
        ForeignTool(format="gemini", kind=kind, raw={kind: {}})
        for kind in ("googleSearch", "codeExecution", "urlContext")
    )


def test_the_other_spelling_means_the_same_and_leaves_the_names_of_others_alone():
    request = _read(recorded("request_snake.json"))
    call, result = request.messages[2].parts[0], request.messages[3].parts[0]

    assert request.max_output_tokens == 100
    assert request.top_k == 40
    assert request.tool_choice == ToolChoice(mode="named", names=("get_weather",))
    assert request.reasoning == Reasoning(is_adaptive=True, summary="none")
    assert request.extras == {"safetySettings": [], "cachedContent": "cachedContents/abc"}
    assert isinstance(call, ToolCall)
    assert isinstance(result, ToolResult)
    assert call.arguments == '{"the_place":"Paris"}'
    assert result.parts == (Text(text='{"the_sky":"clear"}', is_json=True),)


def test_the_apis_own_schemas_become_json_schema():
    request = _read(recorded("request_snake.json"))

    assert request.tools[0] == Tool(
        name="get_weather",
        schema={
            "type": "object",
            "properties": {
                "the_place": {"type": ["string", "null"], "minLength": 1},
                "unit": {"type": ["string", "null"], "enum": ["c", "f", None]},
                "any_of": {
                    "anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "boolean"}}],
                    "examples": [3],
                },
            },
            "required": ["the_place"],
        },
    )


@pytest.mark.parametrize(
    ("config", "choice"),
    [
        ({"mode": "AUTO"}, ToolChoice(mode="auto")),
        ({"mode": "NONE"}, ToolChoice(mode="none")),
        ({"mode": "ANY"}, ToolChoice(mode="required")),
        ({"mode": "ANY", "allowedFunctionNames": ["a"]}, ToolChoice(mode="named", names=("a",))),
        ({"mode": "ANY", "allowedFunctionNames": ["a", "b"]}, ToolChoice(mode="required", names=("a", "b"))),
        ({"mode": "VALIDATED", "allowedFunctionNames": ["a"]}, ToolChoice(mode="auto", names=("a",))),
        ({"mode": "VALIDATED"}, ToolChoice(mode="auto", raw={"mode": "VALIDATED"})),
    ],
)
def test_each_mode_of_calling_is_a_choice_and_comes_back(config, choice: ToolChoice):
    body = asks(toolConfig={"functionCallingConfig": config})

    assert _read(body).tool_choice == choice
    assert written(_read(body)) == (body, [])


@pytest.mark.parametrize(
    "config",
    [
        {"thinkingBudget": 0},
        {"thinkingBudget": -1, "includeThoughts": True},
        {"thinkingBudget": 2048, "includeThoughts": False},
        {"thinkingLevel": "HIGH"},
        {"thinkingLevel": "XHIGH"},
        {"includeThoughts": True},
        {"thinkingLevel": "THINKING_LEVEL_UNSPECIFIED"},
    ],
)
def test_what_is_asked_of_thinking_comes_back(config):
    body = asks(generationConfig={"thinkingConfig": config})

    assert written(_read(body)) == (body, [])


@pytest.mark.parametrize(
    "config",
    [
        {"responseMimeType": "text/plain"},
        {"responseMimeType": "application/json"},
        {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["a"]}},
        {"speechConfig": {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": []}}},
        {"responseModalities": ["AUDIO"], "enableEnhancedCivicAnswers": True},
        {"temperature": 0, "topP": 0.0, "seed": 0, "logprobs": 0},
    ],
)
def test_a_config_comes_back(config):
    body = asks(generationConfig=config)

    assert written(_read(body)) == (body, [])


@pytest.mark.parametrize(
    "part",
    [
        {"text": "a", "thoughtSignature": "c2ln"},
        {"text": "", "thoughtSignature": "c2ln"},
        {"text": "a", "partMetadata": {"k": 1}},
        {"inlineData": {"mimeType": "image/png", "data": "AAAA", "displayName": "a.png"}},
        {"inlineData": {"data": "AAAA"}},
        {"fileData": {"fileUri": "https://example.com/a.png"}},
        {"toolCall": {"toolType": "GOOGLE_SEARCH", "id": "a"}, "thoughtSignature": "c2ln"},
        {"functionResponse": {"name": "f", "response": {}}},
        {"functionResponse": {"name": "f", "response": {"output": ""}}},
        {"functionResponse": {"name": "f", "response": {"output": '{"a":1}'}}},
        {"functionResponse": {"name": "f", "response": {"output": {"a": 1}}}},
        {"functionResponse": {"name": "f", "response": {"error": {"a": 1}}}},
        {"functionResponse": {"name": "f", "response": {"error": "a", "output": "b"}}},
        {"functionResponse": {"name": "f", "response": {"output": "a"}, "scheduling": "SILENT"}},
    ],
)
def test_an_odd_part_comes_back(part):
    assert written(_read(asks(part))) == (asks(part), [])


def test_results_stand_beside_words_in_any_order_and_turns_stay_apart():
    result = {"functionResponse": {"id": "a", "name": "f", "response": {"output": "x"}}}
    contents = [
        {"role": "user", "parts": [{"text": "one"}]},
        {"role": "user", "parts": [{"text": "two"}]},
        {"role": "model", "parts": [{"text": "three"}]},
        {"role": "user", "parts": [{"text": "before"}, result, {"text": "after"}]},
    ]

    assert written(_read({"contents": contents})) == ({"contents": contents}, [])
