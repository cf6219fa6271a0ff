"""Together AI: what a price is for depends on the type of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("together", recorded("together"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_tokens_are_priced_per_million_and_cleaned_of_the_noise_of_floats(reading: Reading) -> None:
    quill = reading.offerings["togetherai/quill-org/Quill-4-70B-Turbo"]

    assert rates(quill) == {"input_tokens": "0.18", "output_tokens": "0.59"}
    assert quill.originals["input_tokens"] == "0.18000000000000002"


def test_only_an_id_that_says_free_is_free(
    reading: Reading, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("together")
    sample[1]["id"] = "quill-org/Quill-4-70B"

    assert rates(reading.offerings["togetherai/quill-org/Quill-4-70B-Free"]) == {
        "input_tokens": "free",
        "output_tokens": "free",
    }
    assert rates(read("together", sample).offerings["togetherai/quill-org/Quill-4-70B"]) == {}
    assert read("together", sample).not_priced == ["togetherai/quill-org/Quill-4-70B"]


def test_what_embeds_writes_no_tokens(reading: Reading) -> None:
    assert rates(reading.offerings["togetherai/quill-org/quill-embed"]) == {"input_tokens": "0.02"}


def test_what_speaks_is_priced_per_character(reading: Reading) -> None:
    assert rates(reading.offerings["togetherai/reed/speech-2"]) == {"input_characters": "0.000042"}


def test_the_prices_of_a_transcriber_are_not_carried(reading: Reading) -> None:
    listen = reading.offerings["togetherai/reed/listen-large"]

    assert rates(listen) == {}
    assert listen.flags == {"transcription": True, "audio_input": True}


def test_limits_and_names_stand_and_a_window_of_zero_is_none(reading: Reading) -> None:
    quill = reading.offerings["togetherai/quill-org/Quill-4-70B-Turbo"].cells

    assert (quill["name"], quill["max_context"], quill["max_output"]) == (
        "Quill 4 70B Turbo",
        "131072",
        "8192",
    )
    assert "max_context" not in reading.offerings["togetherai/reed/speech-2"].cells


def test_a_model_of_one_account_is_left_out(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("together")
    sample[0]["id"] = "someone/quill-org/Quill-4-70B"

    reading = read("together", sample)

    assert "togetherai/someone/quill-org/Quill-4-70B" not in reading.offerings
    assert reading.skipped["someone/quill-org/Quill-4-70B"].startswith("an account's own model")


def test_a_type_that_is_new_is_reported_and_not_priced(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("together")
    sample[0]["type"] = "sculpture"

    reading = read("together", sample)

    assert reading.unknown_fields["model.type[sculpture]"] == 1
    assert rates(reading.offerings["togetherai/quill-org/Quill-4-70B-Turbo"]) == {}


def test_a_wrapped_list_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    with pytest.raises(SourceError, match="the answer: expected list"):
        read("together", {"data": recorded("together")})


def test_the_older_shape_has_no_configuration_and_types_that_are_gone(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    offerings = read("together", recorded("together_older")).offerings

    hermes = offerings["togetherai/quill-org/quill-hermes-13b"]
    assert hermes.cells == {"name": "Quill Hermes (13B)", "max_context": "2048"}
    assert {price.key: price.amount_text for price in hermes.prices} == {
        "input_tokens": "0.3",
        "output_tokens": "0.3",
    }
    assert offerings["togetherai/quill-org/quill-code-7b"].flags == {"text_completion": True}
