"""A question that cannot be meant is refused with what is wrong, never answered with everything."""

from __future__ import annotations

from typing import Any

import pytest

import modeldex
from modeldex import InvalidValueError, UnknownNameError


@pytest.mark.parametrize(
    ("conditions", "field", "complaint"),
    [
        ({"min_context": "many"}, "min_context", "must be a whole number of tokens, not 'many'"),
        ({"min_context": True}, "min_context", "must be a whole number of tokens, not True"),
        ({"min_context": 2**70}, "min_context", "must be a whole number of tokens"),
        ({"min_output": -1}, "min_output", "must be a whole number of tokens, not -1"),
        ({"open_weights": "yes"}, "open_weights", "must be True, False or None, not 'yes'"),
        ({"max_input_cost": "cheap"}, "max_input_cost", "must be a number, not 'cheap'"),
        ({"max_output_cost": -1}, "max_output_cost", "must not be negative"),
        ({"limit": -5}, "limit", "must be a whole number or None, not -5"),
        ({"limit": "all"}, "limit", "must be a whole number or None, not 'all'"),
        ({"capabilities": None}, "capabilities", "must be names, not None"),
    ],
)
def test_a_condition_that_cannot_be_is_named(conditions: dict[str, Any], field: str, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        modeldex.find_models(**conditions)

    assert list(refusal.value.problems) == [field]
    assert complaint in refusal.value.problems[field]


@pytest.mark.parametrize("name", [None, 5, b"gpt-5", ["gpt-5"]])
def test_a_name_is_text(name: Any) -> None:
    with pytest.raises((InvalidValueError, TypeError)):
        modeldex.get_model(name)


@pytest.mark.parametrize("name", [None, 5, b"openai"])
def test_a_provider_is_asked_for_by_text(name: Any) -> None:
    with pytest.raises(InvalidValueError, match="must be text"):
        modeldex.ModelCatalog.bundled().provider(name)


@pytest.mark.parametrize("name", [None, 5, b"gpt-5"])
@pytest.mark.parametrize(
    "ask", ["canonical_model", "canonical_model_or_raise", "search", "canonical_ids_beginning"]
)
def test_what_is_asked_for_by_name_is_asked_for_by_text(ask: str, name: Any) -> None:
    with pytest.raises(InvalidValueError, match=f"{ask}: .*must be text, not {name!r}"):
        getattr(modeldex.ModelCatalog.bundled(), ask)(name)


@pytest.mark.parametrize(
    ("begun", "most", "complaint"),
    [(5, 5, "begun: must be text, not 5"), ("g", "5", "most: must be a whole"), ("g", -1, "most: must be")],
)
def test_names_begin_with_a_text_and_are_so_many(begun: Any, most: Any, complaint: str) -> None:
    with pytest.raises(InvalidValueError, match=f"names_beginning: {complaint}"):
        modeldex.ModelCatalog.bundled().names_beginning(begun, most)


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("input_tokens@bacth<=1", "unknown service class 'bacth'; did you mean batch"),
        ("input_tokens@region:uz<=1", "unknown region 'uz'"),
        ("output_images@variant:1024x1025<=1", "unknown variant '1024x1025'; did you mean"),
        ("input_tokens@currency:CYN<=1", "unknown currency 'CYN'; did you mean CNY"),
        ("input_tokens@>200000,bacth=?", "unknown service class 'bacth'; did you mean batch"),
    ],
)
def test_a_condition_of_a_rate_that_no_rate_has_is_refused(where: str, complaint: str) -> None:
    for ask in (modeldex.find_models, modeldex.count_models):
        with pytest.raises(UnknownNameError) as refusal:
            ask(where=where)

        assert complaint in str(refusal.value)
    with pytest.raises(UnknownNameError, match=complaint.partition(";")[0]):
        modeldex.find_models(sort=where.partition("<")[0].partition("=?")[0])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("input_tokens@Batch<=1", "input_tokens@batch<=1"),
        ("input_tokens@REGION:US<=1", None),
        ("input_tokens@region:US<=1", "input_tokens@region:us<=1"),
        ("input_tokens@Standard<=1", "input_tokens<=1"),
    ],
)
def test_the_case_of_a_class_and_a_region_does_not_matter(written: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(UnknownNameError):
            modeldex.count_models(where=written)
    else:
        assert modeldex.count_models(where=written) == modeldex.count_models(where=meant) > 0


def test_strangers_cannot_fill_the_memory_with_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modeldex.catalog.reader._MOST_FOUND", 3)
    catalog = modeldex.ModelCatalog.open(modeldex.ModelCatalog.bundled().path)
    model = "amazon.nova-pro-v1:0"

    found = {
        catalog.get_model_or_raise(f"arn:aws:bedrock:us-east-1:{account}:inference-profile/{model}").id
        for account in range(100000000000, 100000000020)
    }

    assert found == {f"amazon-bedrock/{model}"}
    assert len(catalog.found) <= 4
