"""Whole answers of this format."""

from typing import Any

import pytest
from tests.wire.formats.gemini.recorded import recorded

from modeldex.core.errors import WireDataError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Audio, Citation, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob
from modeldex.wire.table import format_named


def _read(*parts, **candidate) -> ChatResponse:
    content = {"role": "model", "parts": list(parts)}
    return FORMAT.read_response({"candidates": [{"content": content, **candidate}]})


def _write(response: ChatResponse) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    return FORMAT.write_response(response, losses), [loss.field for loss in losses]


@pytest.fixture(scope="module")
def full() -> ChatResponse:
    return FORMAT.read_response(recorded("response.json"))


def test_the_format_is_in_the_table():
    assert "gemini" in WIRE_FORMATS
    assert format_named("gemini") is FORMAT


def test_an_answer_tells_who_it_is_and_what_it_holds(full: ChatResponse):
    thinking, text, call = full.parts

    assert (full.id, full.model, full.created) == ("mAitaLmkHPPlz7IPvtfUqQ4", "gemini-2.5-flash", 1767323045)
    assert thinking == Thinking(text="Let me think.", is_summary=True)
    assert isinstance(text, Text)
    assert (text.signature, text.signed_by) == ("c2ln", "gemini")
    assert call == ToolCall(
        id="gcall_mAitaLmkHPPlz7IPvtfUqQ4_0", name="get_weather", arguments='{"place":"Zürich"}'
    )


def test_citations_count_letters_and_not_bytes(full: ChatResponse):
    text = full.parts[1]

    assert isinstance(text, Text)
    assert text.citations == (
        Citation(url="https://a.example/zurich", title="a.example", start=0, end=25),
        Citation(url="https://a.example/zurich", title="a.example", start=26, end=35),
        Citation(url="gs://b/c", title="C", quote="It rains in Zürich.", start=26, end=35),
        Citation(url="https://c.example", title="c.example"),
    )
    assert text.text[0:25] == "Zürich is in Switzerland."


def test_a_text_that_is_quoted_names_its_source(full: ChatResponse):
    part = full.choices[1].parts[0]

    assert isinstance(part, Text)
    assert part.citations == (Citation(url="https://d.example", start=0, end=6),)


def test_likelihoods_stand_beside_their_tokens(full: ChatResponse):
    assert full.choices[0].logprobs == (
        TokenLogprob(
            token="Z",
            logprob=-0.5,
            top=(TokenLogprob(token="Z", logprob=-0.5), TokenLogprob(token="B", logprob=-1.5)),
        ),
        TokenLogprob(token="ü", logprob=-0.25, top=(TokenLogprob(token="ü", logprob=-0.25),)),
    )


def test_an_answer_is_the_same_after_it_was_written(full: ChatResponse):
    body, lost = _write(full)

    assert FORMAT.read_response(body) == full
    assert lost == []
    for name in ("safetyRatings", "avgLogprobs", "groundingMetadata"):
        assert body["candidates"][0][name] == recorded("response.json")["candidates"][0][name]


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        ("STOP", Finish(reason="stop")),
        ("MAX_TOKENS", Finish(reason="length")),
        ("SAFETY", Finish(reason="content_filter")),
        ("OTHER", Finish(reason="error")),
        ("CONTINUATION", Finish(reason="pause")),
        *(
            (word, Finish(reason="content_filter", format="gemini", native=word))
            for word in (
                "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
                "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR", "ESCALATION",
                "PUP_LIMITED_DISABLED",
            )
        ),
        *(
            (word, Finish(reason="error", format="gemini", native=word))
            for word in (
                "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
                "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "IMAGE_OTHER", "NO_IMAGE", "OF_THE_FUTURE",
            )
        ),
    ],
)  # fmt: skip
def test_each_reason_to_end_is_one_of_the_hub_and_comes_back(word: str, finish: Finish):
    response = _read({"text": "a"}, finishReason=word)

    assert response.choices[0].finish == finish
    assert _write(response)[0]["candidates"][0]["finishReason"] == word


@pytest.mark.parametrize(
    ("reason", "word", "is_lost"),
    [
        ("tool_calls", "STOP", False),
        ("stop_sequence", "STOP", True),
        ("context_length", "MAX_TOKENS", True),
        ("refusal", "STOP", True),
    ],
)
def test_a_reason_without_a_word_of_its_own_is_listed(reason: str, word: str, is_lost: bool):
    choice = Choice(parts=(Text(text="a"),), finish=Finish(reason=reason))

    body, lost = _write(ChatResponse(id=None, model=None, choices=(choice,)))

    assert body["candidates"][0]["finishReason"] == word
    assert lost == (["choices[0].finish"] if is_lost else [])


@pytest.mark.parametrize("word", ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "JAILBREAK"])
def test_a_prompt_that_was_blocked_is_an_answer_that_a_filter_ended(word: str):
    body = {"promptFeedback": {"blockReason": word}, "usageMetadata": {"promptTokenCount": 9}}

    response = FORMAT.read_response(body)

    assert response.choices == (
        Choice(parts=(), finish=Finish(reason="content_filter", format="gemini", native=word)),
    )
    assert _write(response)[0]["promptFeedback"] == body["promptFeedback"]
    assert "candidates" not in _write(response)[0]


def test_an_answer_that_a_filter_emptied_is_no_blocked_prompt():
    response = FORMAT.read_response(
        {"candidates": [{"finishReason": "SAFETY", "index": 0}], "promptFeedback": {"safetyRatings": []}}
    )

    assert response.choices == (Choice(parts=(), finish=Finish(reason="content_filter")),)
    assert _write(response)[0]["candidates"][0]["finishReason"] == "SAFETY"


def test_a_picture_keeps_its_signature_and_a_sketch_is_foreign():
    picture = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thoughtSignature": "c2ln"}
    sketch = {"inlineData": {"mimeType": "image/png", "data": "BBBB"}, "thought": True}

    response = _read(sketch, picture)

    assert response.parts == (
        Foreign(format="gemini", kind="inlineData", raw=sketch),
        Image(data="AAAA", media_type="image/png", signature="c2ln", signed_by="gemini"),
    )
    assert _write(response)[0]["candidates"][0]["content"]["parts"] == [sketch, picture]


def test_ids_of_calls_tell_choices_and_answers_apart():
    call = {"functionCall": {"name": "f"}}
    body = {
        "candidates": [{"content": {"parts": [call, call]}}, {"content": {"parts": [call]}, "index": 1}],
        "responseId": "a/b" * 20,
    }

    choices = FORMAT.read_response(body).choices
    ids = [part.id for choice in choices for part in choice.parts if isinstance(part, ToolCall)]

    assert len(set(ids)) == 3
    assert all(len(one) <= 40 and one.replace("_", "").isalnum() for one in ids)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"error": {"code": 500}},
        {"candidates": {}},
        {"candidates": ["a"]},
        {"candidates": [{"content": {"parts": [{"text": 1}]}}]},
    ],
)
def test_what_is_no_answer_is_an_error(body):
    with pytest.raises(WireDataError):
        FORMAT.read_response(body)


@pytest.mark.parametrize(
    "candidate",
    [
        {
            "groundingMetadata": {
                "groundingSupports": [{"segment": None, "groundingChunkIndices": [0, 9, -1, "a"]}]
            }
        },
        {"groundingMetadata": {"groundingChunks": ["a", {}, {"web": 3}], "groundingSupports": "b"}},
        {"citationMetadata": {"citations": [{"startIndex": 9, "endIndex": 3}, 4]}},
        {"logprobsResult": {"chosenCandidates": [{}, 3, {"token": 5}], "topCandidates": [3]}},
        {"finishReason": 3, "index": "a"},
    ],
)
def test_an_answer_is_not_lost_for_what_is_odd_beside_it(candidate):
    assert [part.text for part in _read({"text": "a"}, **candidate).parts] == ["a"]  # type: ignore[union-attr]


def test_what_other_formats_say_besides_is_listed():
    response = ChatResponse(
        id="a",
        model="b",
        service_tier="flex",
        fingerprint="fp",
        format="openai_chat",
        extras={"object": "chat.completion"},
        choices=(
            Choice(parts=(Refusal(text="No."), Audio(data="AAAA", media_type="audio/wav", transcript="t"))),
        ),
    )

    body, lost = _write(response)

    assert body == {
        "candidates": [
            {
                "content": {
                    "role": "model",
                    "parts": [{"text": "No."}, {"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}}],
                },
                "index": 0,
            }
        ],
        "modelVersion": "b",
        "responseId": "a",
    }
    assert set(lost) == {
        "service_tier", "extras.object", "choices[0].parts[0]", "choices[0].parts[1].transcript",
    }  # fmt: skip


@pytest.mark.parametrize("moment", ["yesterday", "", 5, None])
def test_a_moment_that_is_none_is_unknown(moment):
    assert FORMAT.read_response({"candidates": [], "createTime": moment}).created is None


def test_a_moment_that_no_calendar_has_is_left_out():
    body, _ = _write(ChatResponse(id=None, model=None, choices=(), created=10**18))

    assert "createTime" not in body


def test_citations_of_other_formats_become_grounding():
    cited = (Citation(url="https://a.example", start=1, end=2), Citation(url="https://b.example", quote="q"))
    choice = Choice(parts=(Text(text="üb", citations=cited),))

    assert _write(ChatResponse(id=None, model=None, choices=(choice,)))[0]["candidates"][0][
        "groundingMetadata"
    ] == {
        "groundingChunks": [
            {"web": {"uri": "https://a.example"}},
            {"retrievedContext": {"uri": "https://b.example", "text": "q"}},
        ],
        "groundingSupports": [
            {"segment": {"startIndex": 2, "endIndex": 3, "text": "b"}, "groundingChunkIndices": [0]}
        ],
    }
