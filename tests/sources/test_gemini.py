"""The Gemini API: the input limit is the window, and limits of what is not text are fillers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.sources.asking import KEY, gathered, in_pages

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.gemini import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("gemini", recorded("gemini")).offerings


def test_the_input_limit_is_the_window_and_the_prefix_is_dropped(offerings: dict[str, Offering]) -> None:
    assert offerings["google/quill-3-flash"].cells == {
        "name": "Quill 3 Flash",
        "max_context": "524288",
        "max_output": "32768",
        "default_parameters": "temperature=1 top_k=64 top_p=0.95",
    }


@pytest.mark.parametrize("model_id", ["quill-embedding-2", "easel-1.0-generate"])
def test_what_writes_no_text_has_no_output_limit(model_id: str, offerings: dict[str, Offering]) -> None:
    assert "max_output" not in offerings[f"google/{model_id}"].cells


def test_methods_say_what_a_model_can(offerings: dict[str, Offering]) -> None:
    assert offerings["google/quill-3-flash"].flags == {
        "embedding": False,
        "realtime": False,
        "prompt_cache": True,
        "batch": True,
        "thinking": True,
        "temperature": True,
    }
    assert offerings["google/quill-embedding-2"].flags == {
        "embedding": True,
        "realtime": False,
        "batch": True,
    }
    assert offerings["google/quill-live"].flags["realtime"] is True


def test_caching_batches_and_thinking_that_are_not_listed_are_unknown(
    offerings: dict[str, Offering],
) -> None:
    assert not {"prompt_cache", "batch", "thinking"} & offerings["google/quill-live"].flags.keys()


def test_a_tuned_model_is_left_out_with_a_reason(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("gemini")
    answer["models"][0]["name"] = "tunedModels/mine-1"

    assert read("gemini", answer).skipped == {
        "tunedModels/mine-1": "no base model: a tuned model of one account"
    }


def test_a_new_method_is_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("gemini")
    answer["models"][0]["supportedGenerationMethods"].append("dreamContent")

    assert dict(read("gemini", answer).unknown_fields) == {
        "model.supportedGenerationMethods[dreamContent]": 1
    }


def test_a_thinking_flag_that_is_no_flag_is_a_source_error(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("gemini")
    answer["models"][0]["thinking"] = "deeply"

    with pytest.raises(SourceError, match="no capability 'thinking'"):
        read("gemini", answer)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_its_pages_are_asked_for_to_the_last_and_read_as_one_answer(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("gemini")

    def mark(on: int | None) -> dict[str, Any]:
        return {"nextPageToken": str(on)} if on is not None else {}

    with AnswerServer() as server:
        server.answer("/v1beta/models", in_pages(sample, "models", size, mark, "pageToken"))
        answer = gathered(SOURCE, server, {"GEMINI_API_KEY": KEY})

    assert read("gemini", answer) == read("gemini", recorded("gemini"))
    assert server.requests[0].query == {"pageSize": "1000"}
    assert all(seen.headers["x-goog-api-key"] == KEY for seen in server.requests)
    assert all(KEY not in seen.target for seen in server.requests)
