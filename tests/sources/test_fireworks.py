"""Fireworks: ids as calls send them, and flags on what each model can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, gathered

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.fireworks import SOURCE

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("fireworks", recorded("fireworks"))


def test_the_id_is_kept_whole(reading: Reading) -> None:
    assert list(reading.offerings) == [
        "fireworks-ai/accounts/fireworks/models/quill-v4p1-70b-instruct",
        "fireworks-ai/accounts/fireworks/models/brush-kontext",
    ]


def test_flags_state_what_it_can_and_cannot(reading: Reading) -> None:
    quill = reading.offerings["fireworks-ai/accounts/fireworks/models/quill-v4p1-70b-instruct"]

    assert quill.flags == {"chat": True, "vision": False, "tool_use": True}
    assert quill.cells == {"max_context": "163840"}


def test_an_image_model_is_not_said_to_chat(reading: Reading) -> None:
    brush = reading.offerings["fireworks-ai/accounts/fireworks/models/brush-kontext"]

    assert brush.flags == {"vision": True, "tool_use": False}


def test_an_add_on_of_one_account_is_left_out(reading: Reading) -> None:
    assert reading.skipped == {
        "accounts/papermill/models/sft-0417": "an add-on of one account to a base model"
    }


def test_a_new_kind_is_reported_and_taken(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("fireworks")
    sample["data"][0]["kind"] = "STONE_BASE_MODEL"

    reading = read("fireworks", sample)

    assert reading.unknown_fields["model.kind[STONE_BASE_MODEL]"] == 1
    assert len(reading.offerings) == 2


def test_a_flag_that_is_no_flag_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("fireworks")
    sample["data"][0]["supports_tools"] = "yes"

    with pytest.raises(SourceError, match="tools: expected true or false"):
        read("fireworks", sample)


def test_its_list_is_asked_for_with_a_key(read: Read, recorded: Callable[[str], Any]) -> None:
    with AnswerServer() as server:
        server.answer("/inference/v1/models", Reply(json=recorded("fireworks")))
        answer = gathered(SOURCE, server, {"FIREWORKS_API_KEY": KEY})

    assert read("fireworks", answer) == read("fireworks", recorded("fireworks"))
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
