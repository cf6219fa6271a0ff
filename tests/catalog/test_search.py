"""Search finds models by what their ids and names look like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import ModelCatalog


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("falcon-2", "acme/falcon-2"),
        ("falcn 2", "acme/falcon-2"),
        ("FALCON 1", "acme/falcon-1"),
        ("hub falcon", "hub/acme/falcon-2"),
        ("arora", "hub/aurora-7b"),
        ("aurora cellar", "cellar/aurora-7b"),
        ("echos", "bazaar/echo"),
    ],
)
def test_the_likest_model_comes_first_and_typing_errors_are_forgiven(
    text: str, first: str, small: ModelCatalog
):
    assert small.search(text)[0].id == first


def test_short_texts_are_found_as_parts_of_an_id_or_a_name(small: ModelCatalog):
    assert [model.id for model in small.search("7b")] == [
        "hub/aurora-7b",
        "bazaar/aurora-7b",
        "cellar/aurora-7b",
    ]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "zzzzzz", "\0", "caf\udce9s"])
def test_what_is_like_nothing_finds_nothing(text: str, small: ModelCatalog):
    assert small.search(text) == ()


def test_a_limit_cuts_the_list(small: ModelCatalog):
    assert len(small.search("falcon", limit=2)) == 2
    assert small.search("falcon", limit=2) == small.search("falcon")[:2]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_a_search(text: str):
    found = ModelCatalog.bundled().search(text, limit=5)

    assert len(found) <= 5
    assert len({model.id for model in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("claude opus 4.5", "anthropic/claude-opus-4-5"),
        ("gtp-4o", "openai/gpt-4o"),
        ("gemini 2.5", "google/gemini-2.5"),
    ],
)
def test_of_thousands_the_makers_own_offering_comes_first(text: str, first: str):
    assert ModelCatalog.bundled().search(text)[0].id.startswith(first)


def test_what_shares_but_a_few_letters_is_not_found() -> None:
    assert ModelCatalog.bundled().search("openzzzzqqqqxxxx") == ()
