"""Azure OpenAI: ids are names with versions, and 2099 is no date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, gathered

from modeldex import CredentialError, SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.azure import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("azure", recorded("azure")).offerings


def test_an_id_keeps_its_version_and_its_case(offerings: dict[str, Offering]) -> None:
    assert list(offerings) == ["azure/quill-4o-2026-01-15", "azure/quill-embed-1", "azure/Nib-70B"]


def test_the_end_of_inference_is_the_retirement(offerings: dict[str, Offering]) -> None:
    assert offerings["azure/quill-4o-2026-01-15"].cells == {"status": "C", "retires_on": "2027-01-15"}
    assert offerings["azure/quill-embed-1"].cells == {"status": "D", "retires_on": "2024-06-14"}


def test_an_end_in_2099_is_a_filler(offerings: dict[str, Offering]) -> None:
    assert "retires_on" not in offerings["azure/Nib-70B"].cells


def test_of_two_rows_of_one_name_the_later_is_the_default_version(offerings: dict[str, Offering]) -> None:
    assert offerings["azure/Nib-70B"].cells["status"] == "C"
    assert offerings["azure/Nib-70B"].flags == {"chat": True, "fine_tuning": True}


def test_only_what_is_said_to_be_there_counts(offerings: dict[str, Offering]) -> None:
    assert offerings["azure/quill-4o-2026-01-15"].flags == {"chat": True, "fine_tuning": True}
    assert offerings["azure/quill-embed-1"].flags == {"embedding": True}


def test_a_model_that_an_account_tuned_is_left_out_with_a_reason(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("azure")
    answer["data"][0] |= {"id": "quill-4o.ft-1", "model": "quill-4o-2026-01-15", "fine_tune": "ft-1"}

    assert read("azure", answer).skipped == {"quill-4o.ft-1": "fine-tuned: a model of one account"}


def test_an_unknown_stage_is_reported_and_states_nothing(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("azure")
    answer["data"][0]["lifecycle_status"] = "mothballed"

    reading = read("azure", answer)

    assert dict(reading.unknown_fields) == {"model.lifecycle_status[mothballed]": 1}
    assert "status" not in reading.offerings["azure/quill-4o-2026-01-15"].cells


def test_an_end_that_is_no_number_is_a_source_error(read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded("azure")
    answer["data"][0]["deprecation"]["inference"] = "2027-01-15"

    with pytest.raises(SourceError, match="azure: model 0"):
        read("azure", answer)


@pytest.mark.parametrize(
    ("named", "asked"),
    [({}, "2024-10-21"), ({"AZURE_API_VERSION": "2025-04-01-preview"}, "2025-04-01-preview")],
)
def test_its_list_is_asked_for_in_the_version_that_the_environment_names(
    named: dict[str, str], asked: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    with AnswerServer() as server:
        server.answer("/openai/models", Reply(json=recorded("azure")))
        answer = gathered(SOURCE, server, {"AZURE_API_KEY": KEY, "AZURE_RESOURCE_NAME": "quill", **named})

    assert read("azure", answer) == read("azure", recorded("azure"))
    assert server.requests[0].query == {"api-version": asked}
    assert server.requests[0].headers["api-key"] == KEY


def test_a_version_that_cannot_be_used_is_no_reason_to_ask_in_another() -> None:
    environ = {"AZURE_API_KEY": KEY, "AZURE_RESOURCE_NAME": "quill", "AZURE_API_VERSION": "2025-04\n-01"}
    with AnswerServer() as server, pytest.raises(CredentialError, match="AZURE_API_VERSION"):
        gathered(SOURCE, server, environ)


def test_a_resource_that_nobody_names_is_asked_for() -> None:
    with AnswerServer() as server, pytest.raises(CredentialError, match="AZURE_RESOURCE_NAME"):
        gathered(SOURCE, server, {"AZURE_API_KEY": KEY})
