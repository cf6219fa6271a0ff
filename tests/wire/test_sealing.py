"""What one maker signed goes through a caller of another format, and back to its maker."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.wire.content import Part, Text, Thinking, ToolCall
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish
from modeldex.wire.sealing import MARK, seal, seal_of_call, unseal, unseal_of_call
from modeldex.wire.table import format_named

MADE_BY = ("anthropic", "bedrock", "gemini", "openai_responses")
CALLERS = ("anthropic", "bedrock", "gemini")
WORDS = st.none() | st.text(min_size=1)


@given(st.builds(
    Thinking, text=st.text(), signature=WORDS, sealed=WORDS, signed_by=st.sampled_from(MADE_BY), id=WORDS,
    is_summary=st.booleans(), variant=WORDS,
))  # fmt: skip
def test_thinking_is_the_same_behind_its_seal(thinking: Thinking):
    sealed = seal(thinking)

    if sealed is None:
        assert thinking.signature is None
        assert thinking.sealed is None
    else:
        assert sealed.startswith(MARK)
        assert unseal(sealed, thinking.text) == thinking
        assert unseal_of_call(sealed) is None


@given(st.text(), st.text())
def test_a_call_keeps_its_signature(signed_by: str, signature: str):
    sealed = seal_of_call(signed_by, signature)

    assert unseal_of_call(sealed) == (signed_by, signature)
    assert unseal(sealed) is None


@pytest.mark.parametrize(
    "text", ["", "c2ln", MARK, f"{MARK}!", f"{MARK}bnVsbA==", f"{MARK}eyJzaWduZWRfYnkiOjF9"]
)
def test_what_is_no_seal_holds_nothing(text: str):
    assert unseal_of_call(text) is None
    assert text == MARK or unseal(text) is None


def answer(*parts: Any) -> ChatResponse:
    finish = Finish(reason="tool_calls")
    return ChatResponse(id="r", model="m", choices=(Choice(parts=parts, finish=finish),))


def turn_of(caller: str, body: dict[str, Any]) -> dict[str, Any]:
    """The next request of a caller, who hands back what was answered."""
    if caller == "gemini":
        return {"contents": [body["candidates"][0]["content"]]}
    said = body["output"]["message"] if caller == "bedrock" else {
        "role": "assistant", "content": body["content"],
    }  # fmt: skip
    return {"messages": [said], "max_tokens": 9} if caller == "anthropic" else {"messages": [said]}


SIGNED = (
    *[Thinking(text="Hm.", signature="c2ln", signed_by=maker) for maker in MADE_BY],
    Thinking(sealed="c2Vh", signed_by="openai_responses", id="rs_1"),
)


@pytest.mark.parametrize(
    ("caller", "thinking"),
    [(caller, one) for caller in CALLERS for one in SIGNED if one.signed_by != caller],
)
def test_a_caller_of_another_format_hands_back_what_the_maker_signed(caller: str, thinking: Thinking):
    wire = format_named(caller)

    body = wire.write_response(answer(thinking, Text(text="Hi")), Losses())
    request = wire.read_request(turn_of(caller, body), model="m")

    assert request.messages[0].parts == (thinking, Text(text="Hi"))


def proved(part: Part) -> Part | None:
    """Thinking as its maker signed it."""
    if not isinstance(part, Thinking):
        return None
    return unseal(part.signature or part.sealed or "", part.text) or part


@pytest.mark.parametrize("caller", CALLERS)
def test_a_stream_tells_the_same_proof_as_the_whole_answer(caller: str):
    wire = format_named(caller)
    maker = "gemini" if caller != "gemini" else "anthropic"
    response = answer(
        Thinking(text="Hm.", signature="c2ln", signed_by=maker), Thinking(signature="x", signed_by=maker)
    )
    writer = wire.stream_writer(Losses())
    stream = b"".join(map(writer.write, unfolded(response)))
    reader = wire.stream_reader()
    events = [event for frame in wire.unframer().feed(stream) for event in reader.read(frame)]

    told = gathered([*events, *reader.end()]).parts
    whole = wire.read_response(wire.write_response(response, Losses())).parts

    assert [proved(part) for part in told] == [proved(part) for part in whole]
    assert proved(told[0]) == response.choices[0].parts[0]


def test_the_signature_of_geminis_call_goes_through_a_caller_of_anthropics_format():
    call = ToolCall(id="c", name="f", signature="c2ln", signed_by="gemini")
    wire, losses = format_named("anthropic"), Losses()

    body = wire.write_response(answer(Text(text="Hi"), call), losses)
    writer = wire.stream_writer(losses)
    stream = b"".join(map(writer.write, unfolded(answer(Text(text="Hi"), call))))
    request = wire.read_request(turn_of("anthropic", body), model="m")
    sent = format_named("gemini").write_request(request, losses)

    assert [block["type"] for block in body["content"]] == ["text", "redacted_thinking", "tool_use"]
    assert stream.count(b"redacted_thinking") == 1
    assert request.messages[0].parts == (Text(text="Hi"), call)
    assert sent["contents"][-1]["parts"][-1]["thoughtSignature"] == "c2ln"
    assert not losses.dropped


def test_to_its_own_provider_another_makers_proof_is_dropped():
    wire, losses = format_named("anthropic"), Losses()
    body = wire.write_response(
        answer(Thinking(text="Hm.", signature="c2ln", signed_by="gemini"), Text(text="Hi")), Losses()
    )

    request = wire.read_request(turn_of("anthropic", body), model="claude-opus-4-8")

    assert MARK not in str(wire.write_request(request, losses))
    assert [loss.field for loss in losses.dropped] == ["messages[0].parts[0]"]


def test_claudes_signature_of_bedrock_is_good_at_anthropics():
    thinking = Thinking(text="Hm.", signature="c2ln", signed_by="bedrock")
    wire, losses = format_named("anthropic"), Losses()
    request = wire.read_request(
        turn_of("anthropic", wire.write_response(answer(thinking, Text(text="Hi")), Losses())),
        model="claude-opus-4-8",
    )

    sent = wire.write_request(request, losses)

    assert {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"} in sent["messages"][0]["content"]
    assert not losses.dropped
