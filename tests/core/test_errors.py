"""The errors: one tree, codes that never change, messages that name thing, place and mend."""

from __future__ import annotations

import copy
import pickle

import pytest

import modeldex
from modeldex import ModeldexError

CODES = {
    "ModeldexError": "E4000",
    "InvalidValueError": "E4000",
    "ModelNotFoundError": "E4001",
    "AmbiguousModelError": "E4002",
    "InvalidModelConfigError": "E4003",
    "InvalidPriceError": "E4004",
    "InvalidUsageError": "E4005",
    "UnknownNameError": "E4006",
    "DataError": "E4101",
    "SourceError": "E4102",
    "CatalogError": "E4201",
}

EXAMPLES = [
    ModeldexError("it broke"),
    modeldex.ModelNotFoundError("gpt-5x", near=["openai/gpt-5"]),
    modeldex.ModelNotFoundError("gpt-5x", reason="provider openai has no model gpt-5x"),
    modeldex.AmbiguousModelError("llama-3", ["groq/llama-3", "together/llama-3"]),
    modeldex.InvalidValueError("Model x", {"name": "is required"}),
    modeldex.InvalidModelConfigError("ModelConfig p/m", {"context_window": "must be at least 1"}),
    modeldex.InvalidPriceError("Price of pages", {"amount": "must not be negative"}),
    modeldex.InvalidUsageError("Usage", {"input_tokens": "must not be negative"}),
    modeldex.UnknownNameError("capability", "visoin", ["vision", "tool_use"]),
    modeldex.DataError("models/core/openai.csv", "must be a number", line=7, column="max_context"),
    modeldex.SourceError("openrouter: no list of models"),
    modeldex.CatalogError("no catalog file at here.sqlite"),
    modeldex.CredentialError("acme", "set ACME_API_KEY", ["ACME_API_KEY"]),
    modeldex.CredentialError("acme", "signing needs what is not here", extra="bedrock"),
]


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_each_error_has_its_code_and_is_a_modeldex_error(name: str, code: str) -> None:
    error = getattr(modeldex, name)

    assert issubclass(error, ModeldexError)
    assert error.code == code


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_message_begins_with_the_code(error: ModeldexError) -> None:
    assert str(error).startswith(f"[{error.code}] ")


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling_between_processes(error: ModeldexError) -> None:
    sent = pickle.loads(pickle.dumps(error))

    assert type(sent) is type(error)
    assert str(sent) == str(error)
    assert vars(sent) == vars(error)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_can_be_copied(error: ModeldexError) -> None:
    assert str(copy.copy(error)) == str(error)


def test_a_miss_names_the_model_and_suggests_near_ones() -> None:
    error = modeldex.ModelNotFoundError("gpt-5x", near=["openai/gpt-5", "openai/gpt-5-mini"])

    assert error.name == "gpt-5x"
    assert error.near == ("openai/gpt-5", "openai/gpt-5-mini")
    assert "'gpt-5x'; did you mean openai/gpt-5, openai/gpt-5-mini?" in str(error)


def test_a_miss_without_near_names_suggests_nothing() -> None:
    assert "did you mean" not in str(modeldex.ModelNotFoundError("zzz"))


def test_a_miss_may_carry_its_own_reason() -> None:
    assert str(modeldex.ModelNotFoundError("m", reason="openai has no m")) == "[E4001] openai has no m"


def test_an_ambiguous_name_lists_the_full_ids_to_choose_from() -> None:
    error = modeldex.AmbiguousModelError("llama-3", ["groq/llama-3", "together/llama-3"])

    assert error.candidates == ("groq/llama-3", "together/llama-3")
    assert isinstance(error, modeldex.ModelNotFoundError)
    assert "'llama-3'" in str(error)
    assert "2 offerings" in str(error)
    assert "in full: groq/llama-3, together/llama-3" in str(error)


def test_a_name_of_several_makers_says_so() -> None:
    error = modeldex.AmbiguousModelError("nova", ["acme/nova", "borealis/nova"], at_home=True)

    assert "2 makers" in str(error)
    assert "in full: acme/nova, borealis/nova" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_ambiguous_name_lists_eight_candidates_and_carries_all() -> None:
    ids = [f"host{n}/llama-3" for n in range(12)]

    error = modeldex.AmbiguousModelError("llama-3", ids)

    assert error.candidates == tuple(ids)
    assert "host7/llama-3 ..." in str(error)
    assert "host8/llama-3" not in str(error)


def test_an_invalid_value_names_every_field() -> None:
    error = modeldex.InvalidValueError("Thing x", {"a": "is required", "b": "must be text"})

    assert error.subject == "Thing x"
    assert error.problems == {"a": "is required", "b": "must be text"}
    assert str(error) == "[E4000] Thing x: a: is required; b: must be text"


def test_an_unknown_name_suggests_the_nearest_and_lists_the_known() -> None:
    error = modeldex.UnknownNameError("capability", "visoin", ["vision", "tool_use"])

    assert (error.kind, error.name, error.known) == ("capability", "visoin", ("vision", "tool_use"))
    assert str(error) == (
        "[E4006] unknown capability 'visoin'; did you mean vision?; known: vision, tool_use"
    )


def test_beside_a_near_name_a_long_list_is_only_counted() -> None:
    known = ["vision", *(f"n{number:03}" for number in range(70))]

    error = modeldex.UnknownNameError("capability", "visoin", known)

    assert str(error) == "[E4006] unknown capability 'visoin'; did you mean vision? 70 more are known"
    assert error.known == tuple(known)


def test_beside_a_name_that_is_hardly_near_the_known_are_listed() -> None:
    known = ["provider", *(f"n{number:03}" for number in range(70))]

    error = modeldex.UnknownNameError("order", "price", known)

    assert "did you mean provider?; known: provider, n000" in str(error)


def test_a_long_list_of_known_names_is_cut() -> None:
    known = [f"n{number:03}" for number in range(70)]

    error = modeldex.UnknownNameError("field", "zzz", known)

    assert "n059 ..." in str(error)
    assert "n060" not in str(error)
    assert error.known == tuple(known)


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [
        (7, "max_context", "openai.csv:7: max_context: must be a number"),
        (7, None, "openai.csv:7: must be a number"),
        (None, None, "openai.csv: must be a number"),
    ],
)
def test_bad_data_names_file_line_and_column(line: int | None, column: str | None, place: str) -> None:
    error = modeldex.DataError("openai.csv", "must be a number", line=line, column=column)

    assert str(error) == f"[E4101] {place}"
    assert (error.path, error.line, error.column) == ("openai.csv", line, column)
