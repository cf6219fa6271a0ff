"""The router of Hugging Face: what its hosts agree on, and the ids that open catalogs keep of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]
QUILL = "huggingface/quill-org/Quill-4-70B-Instruct"


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("huggingface_router", recorded("huggingface_router"))


@pytest.fixture
def live(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("huggingface_router", recorded("huggingface_router_live"))


def host(name: str = "fasthost", **fields: Any) -> dict[str, Any]:
    return {
        "provider": name,
        "status": "live",
        "context_length": 131072,
        "pricing": {"input": 1, "output": 2},
        "supports_tools": True,
        "supports_structured_output": True,
    } | fields


def one(read: Read, *hosts: dict[str, Any], **fields: Any) -> Offering:
    model = {"id": "quill-org/Quill-4", "providers": list(hosts)} | fields
    return read("huggingface_router", {"data": [model]}).offerings["huggingface/quill-org/Quill-4"]


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def test_each_id_is_an_offering_of_which_nothing_is_said(reading: Reading) -> None:
    assert list(reading.offerings) == [
        "huggingface/quill-org/Quill-4-70B-Instruct",
        "huggingface/quill-org/quill-4-8b",
        "huggingface/reed/Listen-VL",
    ]
    assert all(not (o.cells or o.flags or o.prices) for o in reading.offerings.values())


def test_each_host_has_its_price_and_only_a_common_one_is_plain(live: Reading) -> None:
    assert rates(live.offerings[QUILL]) == {
        "output_tokens": "0.8",
        "input_tokens@variant:slowhost": "0.6",
        "input_tokens@variant:fasthost": "0.9",
        "output_tokens@variant:slowhost": "0.8",
        "output_tokens@variant:fasthost": "0.8",
    }


def test_the_speed_is_that_of_the_fastest_host(live: Reading) -> None:
    cells = live.offerings[QUILL].cells

    assert (cells["tps"], cells["ttft_ms"]) == ("110.1", "218.6")


def test_what_hosts_agree_on_is_stated_and_what_divides_them_is_unknown(live: Reading) -> None:
    quill = live.offerings[QUILL]

    assert quill.cells["max_context"] == "131072"
    assert quill.flags["tool_use"] is True
    assert "structured_output" not in quill.flags


def test_modalities_are_complete_lists(live: Reading) -> None:
    flags = live.offerings["huggingface/reed/Listen-VL"].flags

    assert (flags["audio_input"], flags["video_input"], flags["vision"]) == (True, True, False)
    assert live.offerings["huggingface/easel/Brush-Chat"].flags["image_output"] is True


def test_a_zero_is_free_where_the_host_says_so_and_else_no_price(live: Reading) -> None:
    assert rates(live.offerings["huggingface/reed/Listen-VL"])["input_tokens"] == "free"
    assert live.offerings["huggingface/easel/Brush-Chat"].prices == []


def test_a_host_that_is_not_live_counts_for_nothing(read: Read) -> None:
    staging = host("slow", status="staging", context_length=1, pricing={"input": 9}, throughput=999)
    offering = one(read, host(throughput=10), staging)

    assert offering.cells == {"max_context": "131072", "tps": "10"}
    assert rates(offering)["input_tokens"] == "1"


@pytest.mark.parametrize("hosts", [[], [host(status="error")]])
def test_a_model_without_a_live_host_is_listed_and_nothing_is_said_of_it(hosts: Any, read: Read) -> None:
    offering = one(read, *hosts)

    assert (offering.cells, offering.flags, offering.prices) == ({}, {}, [])


@pytest.mark.parametrize("silent", [{"pricing": None}, {"pricing": {}}, {"context_length": None}])
def test_where_one_host_is_silent_hosts_do_not_agree(silent: Any, read: Read) -> None:
    offering = one(read, host("one"), host("two", **silent))

    missing = "max_context" if "context_length" in silent else "input_tokens"
    assert missing not in offering.cells | rates(offering)


@pytest.mark.parametrize("speed", [{"throughput": None}, {"throughput": 0}, {"throughput": -1}, {}])
def test_a_speed_that_was_not_measured_is_unknown(speed: Any, read: Read) -> None:
    assert "tps" not in one(read, host(**speed)).cells


def test_a_new_state_field_or_modality_is_reported(read: Read) -> None:
    hosts = [host(status="resting", mood="good", pricing={"image": 1})]
    model = {"id": "a/b", "providers": hosts, "architecture": {"input_modalities": ["smell"], "size": 1}}

    assert dict(read("huggingface_router", {"data": [model]}).unknown_fields) == {
        "model.architecture.input_modalities[smell]": 1,
        "model.architecture.size": 1,
        "model.providers.status[resting]": 1,
        "model.providers.mood": 1,
        "model.providers.pricing.image": 1,
    }


def test_a_new_field_beside_the_ids_is_reported(read: Read) -> None:
    assert read("huggingface_router", {"ids": ["quill/a"], "prices": []}).unknown_fields["prices"] == 1


@pytest.mark.parametrize("ids", [None, "quill/a", [7], [{"id": "quill/a"}]])
def test_ids_of_another_shape_are_refused(ids: Any, read: Read) -> None:
    with pytest.raises(SourceError, match="expected"):
        read("huggingface_router", {"ids": ids})


@pytest.mark.parametrize(
    "hosts", [None, [7], [{"provider": "a"}], [{"status": "live"}], [host(pricing={"input": "a lot"})]]
)
def test_hosts_of_another_shape_are_refused(hosts: Any, read: Read) -> None:
    with pytest.raises(SourceError, match="huggingface_router: model 0"):
        read("huggingface_router", {"data": [{"id": "quill/a", "providers": hosts}]})
