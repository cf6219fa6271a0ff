"""OpenRouter: prices are texts in USD per single token; -1 is variable, zero is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.asking import KEY, gathered, in_pages

from modeldex import NetworkError, SourceError
from modeldex.sources.base import Reading
from modeldex.sources.upstreams.openrouter import SOURCE

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("openrouter", recorded("openrouter")).offerings


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def model(model_id: str = "quill/quill-4", **fields: Any) -> dict[str, Any]:
    return {
        "id": model_id,
        "name": "Quill 4",
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "supported_parameters": [],
        "pricing": {"prompt": "0.000001", "completion": "0.000002"},
    } | fields


def one(read: Read, **fields: Any) -> Offering:
    return next(iter(read("openrouter", {"data": [model(**fields)]}).offerings.values()))


def test_prices_per_token_become_prices_per_million(offerings: dict[str, Offering]) -> None:
    assert rates(offerings["openrouter/quill/quill-4"]) == {
        "input_tokens": "1.25",
        "output_tokens": "10",
        "image_input_tokens": "1.25",
        "web_searches": "0.01",
        "requests": "free",
        "reasoning_tokens": "10",
        "cache_read_tokens": "0.125",
        "cache_write_tokens": "0.0833333333333",
        "cache_write_1h_tokens": "2.5",
        "input_tokens@>272000": "2.5",
        "output_tokens@>272000": "15",
    }


def test_a_cleaned_price_keeps_its_own_text(offerings: dict[str, Offering]) -> None:
    originals = offerings["openrouter/quill/quill-4"].originals

    assert originals["input_tokens"] == "0.0000012500000000000001"
    assert originals["input_tokens@>272000"] == "0.0000025"


def test_zero_is_free_at_openrouter(offerings: dict[str, Offering]) -> None:
    assert rates(offerings["openrouter/quill/quill-4:free"]) == {
        "input_tokens": "free",
        "output_tokens": "free",
    }


def test_minus_one_is_variable_neither_zero_nor_unknown(offerings: dict[str, Offering]) -> None:
    prices = offerings["openrouter/openrouter/any-pen"].prices

    assert [(price.unit, price.state, price.amount) for price in prices] == [
        ("input_tokens", "variable", None),
        ("output_tokens", "variable", None),
    ]


def test_an_image_price_is_per_image_or_per_token_by_its_size(offerings: dict[str, Offering]) -> None:
    brush = rates(offerings["openrouter/easel/brush-2"])

    assert brush["input_images"] == "0.04"
    assert "image_input_tokens" not in brush
    assert brush["image_output_tokens"] == "120"
    assert brush["audio_input_tokens"] == "1"
    assert brush["audio_output_tokens"] == "2"
    assert brush["audio_cache_read_tokens"] == "0.1"


def test_an_image_price_of_zero_states_nothing(read: Read) -> None:
    offering = one(read, pricing={"prompt": "0.000001", "completion": "0.000002", "image": "0"})

    assert rates(offering) == {"input_tokens": "1", "output_tokens": "2"}


def test_an_override_without_its_boundary_is_refused(read: Read) -> None:
    pricing = {"prompt": "0.000001", "overrides": [{"prompt": "0.000002", "country": "eu"}]}

    with pytest.raises(SourceError, match=r"openrouter/quill/quill-4\.pricing\.overrides.*min_prompt_tokens"):
        one(read, pricing=pricing)


def test_modalities_are_complete_lists(offerings: dict[str, Offering]) -> None:
    quill = offerings["openrouter/quill/quill-4"].flags
    brush = offerings["openrouter/easel/brush-2"].flags

    assert (quill["vision"], quill["pdf_input"], quill["audio_input"], quill["image_output"]) == (
        True, True, False, False,
    )  # fmt: skip
    assert brush["image_output"] is True
    assert offerings["openrouter/quill/quill-embed-1"].flags["embedding"] is True


def test_parameters_are_a_complete_list_but_an_empty_one_says_nothing(
    offerings: dict[str, Offering],
) -> None:
    quill = offerings["openrouter/quill/quill-4"].flags
    router = offerings["openrouter/openrouter/any-pen"].flags

    assert (quill["tool_use"], quill["json_mode"], quill["thinking"]) == (True, True, True)
    assert (quill["structured_output"], quill["parallel_tool_use"]) == (False, False)
    assert "tool_use" not in router


def test_a_modality_without_a_capability_of_ours_is_reported(read: Read) -> None:
    strange = {"input_modalities": ["text", "smell"], "output_modalities": ["text"]}

    unknown = read("openrouter", {"data": [model(architecture=strange)]}).unknown_fields

    assert unknown["model.architecture.input_modalities[smell]"] == 1


def test_a_limit_of_all_nines_is_no_limit(offerings: dict[str, Offering]) -> None:
    assert "max_context" not in offerings["openrouter/quill/quill-4:free"].cells
    assert offerings["openrouter/quill/quill-4"].cells["max_context"] == "400000"


def test_the_output_limit_comes_from_the_top_host(offerings: dict[str, Offering]) -> None:
    assert offerings["openrouter/quill/quill-4"].cells["max_output"] == "128000"
    assert offerings["openrouter/easel/brush-2"].cells["max_output"] == "8192"
    assert "max_output" not in offerings["openrouter/openrouter/any-pen"].cells


def test_a_far_expiration_date_is_a_filler(offerings: dict[str, Offering]) -> None:
    assert "retires_on" not in offerings["openrouter/quill/quill-4:free"].cells
    assert offerings["openrouter/easel/brush-2"].cells["retires_on"] == "2026-12-01"


def test_the_dated_slug_is_an_alias_of_the_base_and_not_of_its_variants(
    offerings: dict[str, Offering],
) -> None:
    assert offerings["openrouter/quill/quill-4"].cells["alias"] == "quill/quill-4-20260203"
    assert "alias" not in offerings["openrouter/quill/quill-4:free"].cells
    assert "alias" not in offerings["openrouter/easel/brush-2"].cells


def test_names_stand_on_one_line_and_only_set_defaults_count(offerings: dict[str, Offering]) -> None:
    cells = offerings["openrouter/quill/quill-4"].cells

    assert cells["name"] == "Quill: Quill 4"
    assert cells["default_parameters"] == "temperature=0.7"
    assert cells["benchmarks"] == "artificial_analysis_intelligence_index=48.5"
    assert cells["knowledge_cutoff"] == "2025-09-30"


@pytest.mark.parametrize("wrapped", [{"data": [model()]}, {"models": [model()]}, [model()]])
def test_every_wrapping_of_the_list_is_read(wrapped: Any, read: Read) -> None:
    assert list(read("openrouter", wrapped).offerings) == ["openrouter/quill/quill-4"]


def host(most_output: int | None, **pricing: str) -> dict[str, Any]:
    """A host of a model, as the answer of its endpoints has it."""
    return {
        "name": "Nib | quill/quill-4",
        "provider_name": "Nib",
        "tag": "nib/fp8",
        "quantization": "fp8",
        "context_length": 32768,
        "max_completion_tokens": most_output,
        "max_prompt_tokens": None,
        "pricing": {"prompt": "0.000001", "completion": "0.000002"} | pricing,
        "supported_parameters": [],
        "uptime_last_30m": 99.5,
        "latency_last_30m": None,
        "throughput_last_30m": {"p50": 45.2, "p99": 15.1},
        "status": 0,
    }


@pytest.mark.parametrize(
    ("hosts", "most_output"),
    [
        ([host(8192), host(8192)], "8192"),
        ([host(8192), host(4096)], None),
        ([host(8192), host(4096, prompt="0.000009")], "8192"),
        ([host(None)], None),
        ([], None),
        (None, None),
    ],
)
def test_where_the_top_host_states_no_output_limit_those_at_its_rates_do(
    hosts: list[dict[str, Any]] | None, most_output: str | None, read: Read
) -> None:
    top = {"context_length": 32768, "max_completion_tokens": None, "is_moderated": False}

    assert one(read, endpoints=hosts, top_provider=top).cells.get("max_output") == most_output
    assert (
        one(read, endpoints=hosts, top_provider=top | {"max_completion_tokens": 16384}).cells["max_output"]
        == "16384"
    )


def served(server: AnswerServer, answer: dict[str, Any], size: int = 2) -> None:
    """Answer with the list in pages, as OpenRouter does, and with the hosts of the first model alone."""

    def mark(on: int | None) -> dict[str, Any]:
        following = None if on is None else f"/api/v1/models?offset={on}&limit={size}"
        return {"links": {"next": following}, "total_count": len(answer["data"])}

    server.answer("/api/v1/models", in_pages(answer, "data", size, mark, "offset"))
    first = answer["data"][0]["id"]
    told = {"data": {"id": first, "name": "x", "endpoints": [host(8192)]}}
    server.answer(f"/api/v1/models/{first}/endpoints", Reply(json=told))


@pytest.mark.parametrize("size", [1, 3, 500])
@pytest.mark.parametrize("environ", [{}, {"OPENROUTER_API_KEY": KEY}])
def test_the_list_and_the_hosts_of_each_model_are_asked_for_with_or_without_a_key(
    size: int, environ: dict[str, str], read: Read, recorded: Callable[[str], Any]
) -> None:
    with AnswerServer() as server:
        served(server, recorded("openrouter"), size)
        answer = gathered(SOURCE, server, environ)

    assert read("openrouter", answer) == read("openrouter", recorded("openrouter"))
    bearers = {seen.headers.get("authorization") for seen in server.requests}
    assert bearers == {f"Bearer {KEY}" if environ else None}


def test_the_hosts_of_a_model_stand_in_it_and_a_model_without_keeps_its_row(
    recorded: Callable[[str], Any],
) -> None:
    sample = recorded("openrouter")
    with AnswerServer() as server:
        served(server, sample)
        first, *others = gathered(SOURCE, server)["data"]

    assert first == sample["data"][0] | {"endpoints": [host(8192)]}
    assert others == sample["data"][1:]
    assert len(server.asked("/api/v1/models/quill/quill-4:free/endpoints")) == 1


def test_hosts_that_cannot_be_had_fail_the_source(recorded: Callable[[str], Any]) -> None:
    sample = recorded("openrouter")
    with AnswerServer() as server:
        served(server, sample)
        server.answer(f"/api/v1/models/{sample['data'][0]['id']}/endpoints", Reply(status=403))
        with pytest.raises(NetworkError, match="quill-4/endpoints") as caught:
            gathered(SOURCE, server)

    assert caught.value.status == 403


@pytest.mark.parametrize("told", [[], {"data": []}, {"data": {"endpoints": None}}, {"endpoints": []}])
def test_hosts_in_another_shape_are_a_source_error(told: Any, recorded: Callable[[str], Any]) -> None:
    sample = recorded("openrouter")
    with AnswerServer() as server:
        served(server, sample)
        server.answer(f"/api/v1/models/{sample['data'][0]['id']}/endpoints", Reply(json=told))
        with pytest.raises(SourceError, match="quill-4/endpoints"):
            gathered(SOURCE, server)
