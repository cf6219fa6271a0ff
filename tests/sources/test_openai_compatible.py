"""Lists in the shape of OpenAI's: an id says that a model is served, and little else is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.sources.conftest import KNOWN

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from modeldex.pipeline.directory import Directory

Read = Callable[[str, Any], Reading]
NAMES = [name for name in KNOWN if name not in SOURCES]
OTHERS = [name for name in NAMES if name != "openai"]
every_list = pytest.mark.parametrize("name", NAMES)


@every_list
def test_each_is_the_own_list_of_a_known_provider(name: str, directory: Directory) -> None:
    assert KNOWN[name].own_listing_of in directory.providers


@pytest.mark.parametrize("name", OTHERS)
def test_every_id_is_an_offering_of_its_provider_as_it_stands(
    name: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    ids = [model["id"] for model in recorded(name)["data"]]

    reading = read(name, recorded(name))

    assert list(reading.offerings) == [f"{KNOWN[name].own_listing_of}/{model_id}" for model_id in ids]


@pytest.mark.parametrize("name", OTHERS)
def test_when_a_host_listed_a_model_is_no_release_day(
    name: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    for offering in read(name, recorded(name)).offerings.values():
        assert (offering.cells, offering.flags, offering.prices) == ({}, {}, [])


def test_openai_says_when_it_made_a_model_and_the_epoch_is_a_filler(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    offerings = read("openai", recorded("openai")).offerings

    assert offerings["openai/quill-4o"].cells == {"release_date": "2024-05-10"}
    assert offerings["openai/quill-4-0314"].cells == {}


def test_what_openai_does_not_own_is_of_one_account(read: Read, recorded: Callable[[str], Any]) -> None:
    reading = read("openai", recorded("openai"))

    assert reading.skipped == {"ft:quill-4o:acme::a1b2c3": "belongs to acme: a model of one account"}


def test_a_model_may_state_its_id_alone(read: Read) -> None:
    assert list(read("nscale", {"data": [{"id": "quill-labs/Quill-8B"}]}).offerings) == [
        "nscale/quill-labs/Quill-8B"
    ]


@every_list
def test_a_new_field_is_reported(name: str, read: Read, recorded: Callable[[str], Any]) -> None:
    answer = recorded(name)
    answer["data"][0]["context_length"] = 8192

    assert dict(read(name, answer).unknown_fields) == {"model.context_length": 1}


@every_list
@pytest.mark.parametrize("model", [{"id": 7}, {"object": "model", "owned_by": "system"}, "quill", None])
def test_a_model_without_an_id_is_a_source_error(name: str, model: Any, read: Read) -> None:
    with pytest.raises(SourceError):
        read(name, {"data": [model]})


def test_a_moment_that_is_no_number_is_a_source_error(read: Read) -> None:
    with pytest.raises(SourceError, match="openai: model 0"):
        read("openai", {"data": [{"id": "quill", "owned_by": "system", "created": "2024-05-10"}]})
