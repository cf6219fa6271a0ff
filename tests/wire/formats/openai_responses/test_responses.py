"""Whole answers of the Responses format."""

from typing import Any

import pytest
from tests.wire.formats.openai_responses.streaming import recorded

from modeldex.core.errors import WireDataError
from modeldex.wire.content import Citation, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

NAME = "openai_responses"


def answers(*parts: Any, reason: Any = "stop", **more: Any) -> Any:
    return ChatResponse(
        id="r-1", model="m", choices=(Choice(parts=parts, finish=Finish(reason=reason)),), **more
    )


def write(response: Any) -> Any:
    losses = Losses()
    return FORMAT.write_response(response, losses), [loss.field for loss in losses]


def read(*output: Any, **more: Any) -> Any:
    return FORMAT.read_response({"id": "resp_1", "status": "completed", "output": list(output), **more})


def message(**content: Any) -> Any:
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": [content]}


def test_an_answer_with_everything_is_read():
    response: Any = FORMAT.read_response(recorded("response.json"))

    assert (response.id, response.model) == ("resp_68af", "gpt-5.2-2025-12-11")
    assert (response.created, response.service_tier, response.extras) == (1756315696, "default", {})
    kinds = [type(part) for part in response.parts]
    assert kinds == [Thinking, Thinking, Foreign, Text, ToolCall, ToolCall]
    assert response.parts[1].sealed == "gAAAAABo"
    assert response.parts[3].citations == (
        Citation(url="https://weather.example/paris", title="Paris", start=0, end=9),
    )
    assert response.choices[0].finish == Finish(reason="tool_calls")
    assert [one.token for one in response.choices[0].logprobs or ()] == ["It", " rains."]


def test_an_answer_comes_back_but_for_what_it_repeats_of_its_request():
    sent = recorded("response.json")

    body, lost = write(FORMAT.read_response(sent))

    assert lost == []
    assert FORMAT.read_response(body) == FORMAT.read_response(sent)
    for name in ("id", "object", "created_at", "model", "status", "output", "usage", "tool_usage", "error"):
        assert body[name] == sent[name]


def test_an_answer_has_every_field_that_the_format_requires():
    body, _ = write(ChatResponse(id=None, model=None, choices=()))

    required = {
        "id", "created_at", "error", "incomplete_details", "instructions", "metadata", "model", "object",
        "output", "parallel_tool_calls", "temperature", "tool_choice", "tools", "top_p",
    }  # fmt: skip
    assert required <= body.keys()
    assert (body["object"], body["output"], body["tools"], body["usage"]) == ("response", [], [], None)
    assert FORMAT.read_response(body).id is None
    assert FORMAT.read_response(body).created is None


def test_two_answers_share_nothing_that_can_be_changed():
    one, other = write(answers())[0], write(answers())[0]
    one["metadata"]["a"] = "b"
    one["tools"].append({})

    assert (other["metadata"], other["tools"]) == ({}, [])


def test_every_item_has_an_id_of_its_own_kind():
    calls = ToolCall(id="c", name="f"), ToolCall(id="d", name="g", is_custom=True)
    output = write(answers(Thinking(text="Hm."), Text(text="So."), *calls))[0]["output"]

    prefixes = [item["id"].partition("_")[0] for item in output]
    assert prefixes == ["rs", "msg", "fc", "ctc"]
    assert len({item["id"] for item in output}) == 4
    assert all(len(item["id"]) <= 64 for item in output)


def test_a_given_id_of_the_message_is_kept():
    choice = Choice(parts=(Text(text="a"),), message_id="msg_x")

    assert write(ChatResponse(id="r", model="m", choices=(choice,)))[0]["output"][0]["id"] == "msg_x"


def test_words_of_one_item_stand_in_one_message_and_of_two_in_two():
    parts = (
        Text(text="a", item_id="msg_1", phase="commentary"), Text(text="b", item_id="msg_2"),
        Refusal(text="c", item_id="msg_2"), Text(text="d", item_id="msg_2"),
    )  # fmt: skip

    output = write(answers(*parts, reason="refusal"))[0]["output"]

    assert [len(item["content"]) for item in output] == [1, 3]
    assert output[0]["phase"] == "commentary"
    assert FORMAT.read_response(write(answers(*parts))[0]).parts == parts


def test_another_format_s_signature_goes_to_the_caller_and_back():
    thought = Thinking(text="Hm.", signature="c2ln", signed_by="anthropic")
    output = write(answers(thought, Text(text="So."), reason="stop"))[0]["output"]

    request = FORMAT.read_request({"model": "m", "input": [*output, {"role": "user", "content": "?"}]})

    assert request.messages[0].parts[0] == thought
    losses = Losses()
    back = FORMAT.write_request(request, losses)
    assert [item["type"] for item in back["input"]] == ["message", "message"]
    assert [loss.field for loss in losses] == ["messages[0].parts[0]"]


@pytest.mark.parametrize("sealed", ["modeldex.", "modeldex.!!!", "modeldex.e30=", "modeldex.WzFd", "gAAA"])
def test_a_seal_that_nobody_here_made_is_the_format_s_own(sealed: str):
    item = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": sealed}

    assert read(item).parts == (Thinking(id="rs_1", sealed=sealed, signed_by=NAME),)


def test_citations_of_files_go_back_as_they_came():
    annotation = {"type": "file_citation", "file_id": "file-1", "filename": "a.pdf", "index": 3}
    part = {"type": "output_text", "text": "Yes.", "annotations": [annotation, 5]}
    response: Any = read(message(**part))

    citations = response.parts[0].citations
    assert [(one.title, one.raw) for one in citations] == [("a.pdf", annotation)]
    assert write(response)[0]["output"][0]["content"][0]["annotations"] == [annotation]


def test_citations_that_are_no_pages_are_listed():
    text = Text(text="abc", citations=(Citation(title="doc"), Citation(url="https://a", quote="q")))

    body, lost = write(answers(text))

    annotation = {
        "type": "url_citation",
        "url": "https://a",
        "title": "",
        "start_index": 0,
        "end_index": 3,
    }
    assert body["output"][0]["content"][0]["annotations"] == [annotation]
    assert lost == ["choices[0].parts[0].citations[0]", "choices[0].parts[0].citations[1].quote"]


def test_likelihoods_without_a_text_are_listed():
    logprobs = (TokenLogprob(token="é", logprob=-1.0),)
    choice = Choice(parts=(), finish=Finish(reason="stop"), logprobs=logprobs)

    assert write(ChatResponse(id="r", model="m", choices=(choice,)))[1] == ["choices[0].logprobs"]


def test_likelihoods_have_the_bytes_that_the_format_requires():
    choice = Choice(parts=(Text(text="é"),), logprobs=(TokenLogprob(token="é", logprob=-1.0),))
    body, _ = write(ChatResponse(id="r", model="m", choices=(choice,)))

    assert body["output"][0]["content"][0]["logprobs"] == [
        {"token": "é", "logprob": -1.0, "bytes": [195, 169], "top_logprobs": []}
    ]


def test_what_an_answer_cannot_carry_is_listed():
    response: Any = answers(
        Image(data="AA"), Foreign(format="gemini", kind="x", raw={}), Text(text="a", signature="s"),
        ToolCall(id="c", name="f", signature="s"), reason="tool_calls", fingerprint="fp", format="gemini",
        extras={"x": 1},
    )  # fmt: skip

    assert sorted(write(response)[1]) == [
        "choices[0].parts[0]",
        "choices[0].parts[1]",
        "choices[0].parts[2].signature",
        "choices[0].parts[3].signature",
        "extras.x",
    ]


def test_further_answers_are_listed():
    response: Any = ChatResponse(id="r", model="m", choices=(Choice(parts=()), Choice(parts=(), index=1)))

    assert write(response)[1] == ["choices[1]"]


@pytest.mark.parametrize("body", [{}, {"output": None}, {"output": "x"}, {"choices": []}])
def test_what_is_no_answer_is_refused(body: dict[str, Any]):
    with pytest.raises(WireDataError):
        FORMAT.read_response(body)


def test_hostile_items_do_no_harm():
    items: list[Any] = [
        7, None, {}, {"type": []}, {"type": "message"}, {"type": "message", "content": [5, {"type": 3}]},
        {"type": "reasoning", "summary": 4}, {"type": "function_call"}, {"id": 5},
    ]  # fmt: skip
    response: Any = read(*items, model=5, created_at="x", tool_usage=3)

    assert response.model is None
    FORMAT.write_response(response, Losses())
