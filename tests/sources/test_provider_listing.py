"""A provider's file as a source: its list needs no code, and discovery needs no list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.sources.conftest import DIRECTORY, KNOWN

from modeldex import DataError, Provider, SourceError
from modeldex.pipeline.directory import read_directory
from modeldex.sources.provider_listing import discovery_source, listing_source
from modeldex.sources.table import SOURCES, sources_of

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.sources.base import Source

NINE = {"cerebras", "deepseek", "digitalocean", "meta", "nebius", "nscale", "nvidia", "openai", "xai"}
BOUNDS = {"least": 2, "most": 20}


def provider(**fields: Any) -> Provider:
    return Provider(
        **{
            "id": "acme",
            "name": "Acme AI",
            "category": "specialized",
            "base_url": "https://api.acme.example",
            "wire_formats": {"openai_chat": "/v1"},
            "env": {"api_key": ("ACME_API_KEY",)},
        }
        | fields
    )


def known(source: Source | None) -> Source:
    assert source is not None
    return source


def nobody(name: str) -> str | None:
    return None


def test_the_lists_of_nine_providers_are_sources_without_code() -> None:
    assert KNOWN.keys() - SOURCES.keys() >= NINE


def test_a_list_stands_below_the_root_of_its_wire_format_or_where_the_file_says() -> None:
    assert known(listing_source(provider(listing=BOUNDS))).url == "https://api.acme.example/v1/models"
    assert (
        known(listing_source(provider(listing=BOUNDS | {"path": "/all/models"}))).url
        == "https://api.acme.example/all/models"
    )


def test_a_list_takes_its_name_bounds_and_completeness_from_the_file() -> None:
    source = known(listing_source(provider(listing=BOUNDS | {"source": "acme_models", "is_complete": True})))

    assert (source.name, source.title, source.own_listing_of) == ("acme_models", "Acme AI", "acme")
    assert (source.bounds.least, source.bounds.most, source.is_complete) == (2, 20, True)


def test_a_list_of_which_nothing_is_said_is_not_taken_for_complete() -> None:
    assert known(listing_source(provider(listing=BOUNDS))).is_complete is False


@pytest.mark.parametrize(
    ("fields", "signing"), [({}, "bearer"), ({"env": {}}, None), ({"env": {"host": ("ACME_HOST",)}}, None)]
)
def test_a_list_is_signed_where_the_provider_has_a_key(fields: Any, signing: str | None) -> None:
    for source in (
        known(listing_source(provider(listing=BOUNDS, **fields))),
        known(discovery_source(provider(**fields))),
    ):
        assert source.fetch is not None
        assert source.fetch.signing == signing


@pytest.mark.parametrize("fields", [{}, {"listing": BOUNDS, "base_url": None}])
def test_without_a_list_or_an_address_there_is_no_source(fields: Any) -> None:
    assert listing_source(provider(**fields)) is None


def test_a_list_without_a_path_of_its_own_needs_the_wire_format() -> None:
    assert listing_source(provider(listing=BOUNDS, wire_formats={"anthropic": "/v1"})) is None
    assert listing_source(provider(listing=BOUNDS | {"path": "/models"}, wire_formats={})) is not None


@pytest.mark.parametrize("name", ["openrouter", "groq"])
def test_two_sources_of_one_name_are_refused(name: str) -> None:
    with pytest.raises(DataError, match=rf"providers/acme.toml: listing: .*{name!r}.* give it another"):
        sources_of({"acme": provider(listing=BOUNDS | {"source": name})})


def test_two_lists_of_one_name_are_refused() -> None:
    twice = {name: provider(id=name, listing=BOUNDS | {"source": "both"}) for name in ("one", "two")}

    with pytest.raises(DataError, match=r"providers/two.toml"):
        sources_of(twice)


def test_a_table_of_sources_does_not_change_the_one_in_code() -> None:
    before = dict(SOURCES)
    sources_of({"acme": provider(listing=BOUNDS)})

    assert before == SOURCES


def test_a_new_provider_needs_no_code(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir()
    (tmp_path / "makers.toml").write_text("")
    (tmp_path / "aliases.csv").write_text("kind,alias,target,reason\n")
    (tmp_path / "providers" / "acme.toml").write_text(
        'name = "Acme AI"\ncategory = "specialized"\nbase_url = "https://api.acme.example"\n\n'
        '[wire_formats]\nopenai_chat = "/v1"\n\n[env]\napi_key = ["ACME_API_KEY"]\n\n'
        '[listing]\nleast = 1\nmost = 3\nowners = ["acme"]\n'
    )

    source = sources_of(read_directory(tmp_path).providers)["acme"]
    reading = source.parse(
        {"data": [{"id": "falcon-2", "owned_by": "acme"}, {"id": "ft:me", "owned_by": "me"}]}, nobody
    )
    reading.check(source.bounds)

    assert list(reading.offerings) == ["acme/falcon-2"]
    assert reading.skipped == {"ft:me": "belongs to me: a model of one account"}


def test_discovery_takes_any_provider_that_answers_as_openai_does() -> None:
    found = {name: discovery_source(one) for name, one in DIRECTORY.providers.items()}
    able = {
        name
        for name, one in DIRECTORY.providers.items()
        if one.base_url is not None and {"openai_chat", "ollama"} & one.wire_formats.keys()
    }

    assert {name for name, source in found.items() if source is not None} >= able
    assert len(able) > 100
    assert all(source.name == name for name, source in found.items() if source is not None)


@pytest.mark.parametrize(
    "answer",
    [
        {"object": "list", "data": [{"id": "falcon-2", "context_length": 8192, "extra": 1}]},
        {"models": [{"id": "falcon-2", "max_model_len": 8192}]},
        [{"id": "falcon-2", "context_window": 8192}],
    ],
)
def test_discovery_reads_a_list_wherever_it_stands_and_complains_of_no_field(answer: Any) -> None:
    source = known(discovery_source(provider()))
    reading = source.parse(answer, nobody)
    reading.check(source.bounds)

    assert reading.offerings["acme/falcon-2"].cells == {"max_context": "8192"}
    assert not reading.unknown_fields


def test_discovery_takes_a_name_that_is_more_than_the_id_once_more() -> None:
    rows = [{"id": "falcon-2", "name": "Falcon  2"}, {"id": "falcon-3", "name": "falcon-3"}]
    offerings = known(discovery_source(provider())).parse({"data": rows}, nobody).offerings

    assert offerings["acme/falcon-2"].cells == {"name": "Falcon 2"}
    assert offerings["acme/falcon-3"].cells == {}


@pytest.mark.parametrize("answer", [None, "text", 3, {"error": "no key"}, {"data": {}}, [1], [{"name": "x"}]])
def test_an_answer_of_another_shape_is_a_source_error_of_discovery_too(answer: Any) -> None:
    with pytest.raises(SourceError):
        known(discovery_source(provider())).parse(answer, nobody)


@pytest.mark.parametrize("window", ["much", True, None, -1, 1.5, {"tokens": 1}])
def test_discovery_leaves_a_window_that_is_no_number_alone(window: Any) -> None:
    reading = known(discovery_source(provider())).parse([{"id": "f", "context_length": window}], nobody)

    assert reading.offerings["acme/f"].cells == {}


def test_an_empty_list_discovers_nothing_and_says_so() -> None:
    source = known(discovery_source(provider()))

    with pytest.raises(SourceError, match="acme: 0 offerings, expected 1 to"):
        source.parse({"data": []}, nobody).check(source.bounds)


def test_an_installation_of_ollama_is_asked_as_such_and_its_models_are_the_providers() -> None:
    source = known(
        discovery_source(
            provider(id="shed", base_url="http://shed.example:11434", wire_formats={"ollama": "/api"}, env={})
        )
    )
    assert source.url == "http://shed.example:11434/api/tags"
    reading = source.parse({"models": [{"name": "quill3:8b", "model": "quill3:8b"}]}, nobody)

    assert list(reading.offerings) == ["shed/quill3:8b"]
