"""Why answers of the Responses format end."""

from typing import Any

import pytest

from modeldex.wire.content import Refusal, Text
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish

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


@pytest.mark.parametrize(
    ("status", "details", "finish"),
    [
        ("completed", None, Finish(reason="stop")),
        (None, None, Finish(reason="stop")),
        ("incomplete", {"reason": "max_output_tokens"}, Finish(reason="length")),
        ("incomplete", {"reason": "content_filter"}, Finish(reason="content_filter")),
        ("incomplete", None, Finish(reason="length")),
        (
            "incomplete",
            {"reason": "max_messages"},
            Finish(reason="length", native="max_messages", format=NAME),
        ),
        ("incomplete", {"reason": "steered"}, Finish(reason="pause", native="steered", format=NAME)),
        ("failed", None, Finish(reason="error")),
        ("cancelled", None, Finish(reason="error", native="cancelled", format=NAME)),
        ("queued", None, None),
    ],
)  # fmt: skip
def test_status_and_details_say_why_it_ended_both_ways(status: str, details: dict[str, Any], finish: Finish):
    response = read(status=status, incomplete_details=details)

    assert response.choices[0].finish == finish
    body = write(response)[0]
    assert body["status"] == (status or "completed")
    assert FORMAT.read_response(body).choices[0].finish == finish


@pytest.mark.parametrize(
    ("reason", "status", "lost"),
    [
        ("context_length", "incomplete", ["choices[0].finish"]),
        ("refusal", "incomplete", ["choices[0].finish"]),
        ("stop_sequence", "completed", ["choices[0].finish"]),
        ("pause", "completed", ["choices[0].finish"]),
        ("tool_calls", "completed", []),
    ],
)
def test_reasons_that_the_format_lacks_are_listed(reason: str, status: str, lost: list[str]):
    body, listed = write(answers(Text(text="a"), reason=reason))

    assert (body["status"], listed) == (status, lost)


def test_an_answer_that_failed_keeps_its_error():
    error = {"code": "server_error", "message": "boom"}
    response = read(status="failed", error=error)

    assert response.choices[0].finish == Finish(reason="error")
    assert write(response)[0]["error"] == error
    assert write(answers(reason="error"))[0]["error"]["code"] == "server_error"


def test_a_refusal_is_why_it_ended():
    response = read(message(type="refusal", refusal="No."))

    assert response.parts == (Refusal(text="No.", item_id="msg_1"),)
    assert response.choices[0].finish == Finish(reason="refusal")
    assert write(response)[0]["status"] == "completed"
