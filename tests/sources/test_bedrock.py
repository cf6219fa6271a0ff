"""Amazon Bedrock: complete modalities, extras of the console that may be null, one region."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, Shelf, gathered, in_pages

from modeldex import EgressError, SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.bedrock import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("bedrock", recorded("bedrock")).offerings


QUILL_5 = "amazon-bedrock/quill.quill-5-v1:0"
QUILL_2 = "amazon-bedrock/quill.quill-2-v1:0:100k"
EMBED = "amazon-bedrock/easel.embed-v1"


def test_modalities_in_upper_case_are_complete_lists(offerings: dict[str, Offering]) -> None:
    flags = offerings[QUILL_5].flags

    assert (flags["vision"], flags["video_input"], flags["image_output"]) == (True, False, False)
    assert offerings[EMBED].flags["embedding"] is True
    assert offerings[EMBED].flags["audio_input"] is True


def test_a_model_that_takes_part_in_conversations_chats(offerings: dict[str, Offering]) -> None:
    flags = offerings[QUILL_5].flags

    assert all(flags[name] for name in ("chat", "system_messages", "thinking", "pdf_input", "streaming"))
    assert offerings[QUILL_5].cells["max_output"] == "65536"


def test_null_extras_say_nothing(offerings: dict[str, Offering]) -> None:
    assert not {"chat", "thinking", "pdf_input", "system_messages", "batch"} & offerings[QUILL_2].flags.keys()
    assert "streaming" not in offerings[EMBED].flags
    assert "max_output" not in offerings[QUILL_2].cells


def test_what_one_region_does_not_offer_is_unknown_rather_than_absent(
    offerings: dict[str, Offering],
) -> None:
    assert offerings[QUILL_5].flags["batch"] is True
    assert offerings[QUILL_5].flags["prompt_cache"] is True
    assert "fine_tuning" not in offerings[QUILL_5].flags
    assert "prompt_cache" not in offerings[QUILL_2].flags
    assert offerings[QUILL_2].flags["fine_tuning"] is True


def test_a_window_in_words_is_a_number_and_keeps_its_text(offerings: dict[str, Offering]) -> None:
    assert offerings[QUILL_5].cells["max_context"] == "200000"
    assert offerings[QUILL_5].originals == {"max_context": "200K"}
    assert offerings[EMBED].cells["max_context"] == "163840"


@pytest.mark.parametrize(("text", "tokens"), [("1M", "1000000"), ("200k", "200000"), ("128000", "128000")])
def test_every_spelling_of_a_window_is_read(
    text: str, tokens: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["description"]["maxContextWindow"] = text

    assert read("bedrock", answer).offerings[QUILL_5].cells["max_context"] == tokens


@pytest.mark.parametrize(("most", "stated"), [(199_999, "199999"), (200_000, None), (409_600, None)])
def test_an_output_limit_that_is_not_below_the_window_is_none(
    most: int, stated: str | None, read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["converse"]["maxTokensMaximum"] = most

    assert read("bedrock", answer).offerings[QUILL_5].cells.get("max_output") == stated


def test_legacy_is_deprecated_with_its_days_as_text_or_epoch(offerings: dict[str, Offering]) -> None:
    cells = offerings[QUILL_2].cells

    assert (cells["status"], cells["deprecated_on"], cells["retires_on"]) == ("D", "2026-01-10", "2026-08-01")
    assert offerings[QUILL_5].cells["status"] == "C"


def test_the_day_on_bedrock_is_no_release_day(offerings: dict[str, Offering]) -> None:
    assert "release_date" not in offerings[QUILL_5].cells


def test_a_new_modality_and_a_new_status_are_reported(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["inputModalities"].append("SMELL")
    answer["modelSummaries"][0]["modelLifecycle"]["status"] = "FROZEN"

    assert dict(read("bedrock", answer).unknown_fields) == {
        "model.inputModalities[SMELL]": 1,
        "model.modelLifecycle.status[FROZEN]": 1,
    }


def test_a_window_that_is_no_number_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["modelSummaries"][0]["description"]["maxContextWindow"] = "plenty"

    with pytest.raises(SourceError, match="bedrock: model 0"):
        read("bedrock", answer)


US_QUILL_5 = "amazon-bedrock/us.quill.quill-5-v1:0"
GLOBAL_QUILL_6 = "amazon-bedrock/global.quill.quill-6-v1:0"


def test_a_profile_is_an_offering_of_its_own_that_does_what_its_model_does(
    offerings: dict[str, Offering],
) -> None:
    model, profile = offerings[QUILL_5], offerings[US_QUILL_5]

    assert profile.flags == model.flags
    assert profile.cells == model.cells | {"name": "US Quill 5"}
    assert profile.originals == model.originals


def test_a_profile_of_a_model_that_is_not_listed_says_nothing_of_what_it_does(
    offerings: dict[str, Offering],
) -> None:
    assert offerings[GLOBAL_QUILL_6].cells == {"name": "Global Quill 6", "status": "C"}
    assert offerings[GLOBAL_QUILL_6].flags == {}


def test_a_profile_is_never_tuned_and_ends_with_its_model(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["inferenceProfileSummaries"][0]["models"] = [{"modelArn": "arn:x:y/quill.quill-2-v1:0:100k"}]
    offerings = read("bedrock", answer).offerings

    assert offerings[US_QUILL_5].cells["status"] == "D"
    assert offerings[US_QUILL_5].cells["retires_on"] == offerings[QUILL_2].cells["retires_on"]
    assert "fine_tuning" not in offerings[US_QUILL_5].flags


def test_a_profile_of_one_account_is_left_out(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    answer["inferenceProfileSummaries"][0]["type"] = "APPLICATION"
    reading = read("bedrock", answer)

    assert reading.skipped == {"us.quill.quill-5-v1:0": "its type is APPLICATION: a profile of one account"}
    assert US_QUILL_5 not in reading.offerings


def test_an_answer_without_profiles_is_read_as_before(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("bedrock")
    del answer["inferenceProfileSummaries"]

    assert list(read("bedrock", answer).offerings) == [QUILL_5, QUILL_2, EMBED]


@pytest.mark.parametrize(
    ("lives", "said"),
    [
        ([{"status": "LEGACY", "endOfLifeTime": "2027-01-01T00:00:00Z"}, {"status": "ACTIVE"}], ("C", None)),
        ([{"status": "ACTIVE"}, {"status": "LEGACY", "endOfLifeTime": 1798761600}], ("C", None)),
        (
            [
                {"status": "LEGACY", "endOfLifeTime": "2026-12-01T00:00:00Z"},
                {"status": "LEGACY", "endOfLifeTime": 1798761600},
                {"status": "LEGACY"},
            ],
            ("D", "2027-01-01"),
        ),
    ],
)
def test_of_several_regions_the_one_that_offers_a_model_longest_counts(
    lives: list[dict[str, Any]], said: tuple[str, str | None], read: Read, recorded: Callable[[str], Any]
) -> None:
    embed = recorded("bedrock")["modelSummaries"][2]
    rows = [embed | {"modelLifecycle": life} for life in lives]
    cells = read("bedrock", {"modelSummaries": rows}).offerings[EMBED].cells

    assert (cells["status"], cells.get("retires_on")) == said


@pytest.mark.parametrize("size", [1, 1000])
def test_models_and_profiles_of_a_region_are_asked_for_with_a_key(
    size: int, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("bedrock")
    profiles = {"inferenceProfileSummaries": sample.pop("inferenceProfileSummaries")}

    def mark(on: int | None) -> dict[str, Any]:
        return {"nextToken": on and str(on)}

    with AnswerServer() as server:
        server.answer("/foundation-models", Reply(json=sample))
        paged = in_pages(profiles, "inferenceProfileSummaries", size, mark, "nextToken")
        server.answer("/inference-profiles", paged)
        environ = {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1"}
        answer = gathered(SOURCE, server, environ)

    assert read("bedrock", answer) == read("bedrock", recorded("bedrock"))
    assert server.asked("/inference-profiles")[0].query == {"type": "SYSTEM_DEFINED", "maxResults": "1000"}
    assert all(seen.headers["authorization"] == f"Bearer {KEY}" for seen in server.requests)


def test_every_region_that_the_environment_names_is_asked_and_what_any_offers_is_offered(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    models, profiles = recorded("bedrock")["modelSummaries"], recorded("bedrock")["inferenceProfileSummaries"]
    pages = {}
    for region, listed, sending in (
        ("us-east-1", models[:2], profiles[:1]),
        ("eu-west-1", models[1:], profiles),
    ):
        origin = f"https://bedrock.{region}.amazonaws.com"
        pages[f"{origin}/foundation-models"] = {"modelSummaries": listed}
        pages[f"{origin}/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000"] = {
            "inferenceProfileSummaries": sending
        }
    shelf = Shelf(pages, {"region": ["us-east-1", "eu-west-1"]})
    assert SOURCE.fetch is not None

    answer = asyncio.run(SOURCE.fetch.gather(shelf))

    assert read("bedrock", answer).offerings == read("bedrock", recorded("bedrock")).offerings
    assert sorted(shelf.asked) == sorted(pages)
    assert shelf.expected == len(pages)


def test_a_region_that_is_no_name_of_one_is_never_asked() -> None:
    environ = {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1,elsewhere.example/x?"}
    with AnswerServer() as server, pytest.raises(EgressError):
        gathered(SOURCE, server, environ)

    assert all("elsewhere" not in seen.target for seen in server.requests)
