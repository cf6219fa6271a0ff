"""`ModelEntry`: what one layer says of one model, over what lies below, and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import InvalidModelConfigError, ModelCapabilities, ModelConfig, Price, QualityScores
from modeldex.core.model_entry import ModelEntry

BELOW = ModelConfig(
    model_id="m",
    provider="p",
    name="Model",
    aliases="latest",
    context_window=1000,
    cost_per_1m_input_tokens=2,
    supports_vision=True,
    benchmarks={"gpqa": 50, "mmlu": 70},
    default_parameters={"temperature": 1},
)


def over(changes: dict[str, Any], below: ModelConfig | None = BELOW) -> ModelConfig:
    made = ModelEntry("p/m", changes=changes).over(below)
    assert made is not None
    return made


def test_stated_fields_take_the_place_of_those_below():
    made = over({"context_window": 5, "cost_per_1m_input_tokens": "3", "supports_vision": False})

    assert (made.context_window, made.supports_vision, made.name) == (5, False, "Model")
    assert str(made.cost_per_1m_input_tokens) == "3"


def test_none_sets_a_field_back_to_unknown():
    made = over({"context_window": None, "supports_vision": None, "cost_per_1m_input_tokens": None})

    assert (made.context_window, made.supports_vision, made.pricing) == (None, None, "unknown")


def test_fields_of_several_values_join_those_below():
    made = over({"aliases": "fast quick", "benchmarks": {"gpqa": 60}, "default_parameters": {"top_p": 0.5}})

    assert made.aliases == ("latest", "fast", "quick")
    assert made.benchmarks == {"gpqa": 60, "mmlu": 70}
    assert made.default_parameters == {"temperature": 1, "top_p": 0.5}


def test_none_sets_back_all_of_several_values():
    assert over({"benchmarks": None, "aliases": None}).benchmarks == {}
    assert over({"aliases": None}).aliases == ()


def test_over_nothing_the_fields_make_a_model_of_their_own():
    made = over({"context_window": 5}, below=None)

    assert (made.id, made.context_window, made.name) == ("p/m", 5, None)


def test_a_whole_model_leaves_nothing_of_what_lies_below():
    model = ModelConfig(model_id="m", provider="p", max_output_tokens=7)

    assert ModelEntry("p/m", model=model).over(BELOW) is model


def test_a_hidden_model_is_not_there():
    assert ModelEntry("p/m", is_hidden=True).over(BELOW) is None


def test_what_contradicts_the_model_below_is_named():
    dated = BELOW.replace(deprecated_on="2026-01-01")

    with pytest.raises(InvalidModelConfigError, match=r"retires_on: must not be before deprecated_on"):
        ModelEntry("p/m", changes={"retires_on": "2025-01-01"}).over(dated)


def test_more_fields_can_be_stated_and_the_last_word_counts():
    entry = ModelEntry("p/m", changes={"context_window": 5}).with_changes({"context_window": 6, "name": "N"})
    whole = ModelEntry("p/m", model=BELOW).with_changes({"name": "N"})

    assert dict(entry.changes) == {"context_window": 6, "name": "N"}
    assert whole.model == BELOW.replace(name="N")


def test_the_later_word_counts_also_where_it_is_about_all_of_several():
    def said(*words: dict[str, Any]) -> ModelConfig:
        entry = ModelEntry("p/m")
        for word in words:
            entry = entry.with_changes(word)
        made = entry.over(None)
        assert made is not None
        return made

    yes, no = {"supports_vision": True}, {"capabilities": ModelCapabilities(supports_vision=False)}
    rows = {"prices": (Price.of("input_tokens", 3), Price.of("input_tokens", 6, above_tokens=200_000))}
    rate = {"cost_per_1m_input_tokens": "5"}

    assert (said(yes, no).supports_vision, said(no, yes).supports_vision) == (False, True)
    assert [price.amount_text for price in said(rate, rows).prices] == ["3", "6"]
    assert sorted(price.amount_text for price in said(rows, rate).prices) == ["5", "6"]


def test_fields_of_several_values_join_those_of_a_whole_model_too():
    whole = ModelEntry("p/m", model=BELOW).with_changes({"benchmarks": {"gpqa": 60}, "aliases": ("fast",)})

    assert whole.model is not None
    assert whole.model.benchmarks == {"gpqa": 60, "mmlu": 70}
    assert whole.model.aliases == ("latest", "fast")
    assert ModelEntry("p/m", model=BELOW).with_changes({"aliases": None}).model == BELOW.replace(aliases=None)


def test_an_entry_tells_which_fields_it_states():
    assert ModelEntry("p/m", changes={"rate_limit_rpm": 5}).fields == ("rate_limit_rpm",)
    assert {"context_window", "supports_vision", "prices"} <= set(ModelEntry("p/m", model=BELOW).fields)
    assert ModelEntry("p/m", is_hidden=True).fields == ()


ENTRIES = st.one_of(
    st.just(ModelEntry("p/m", is_hidden=True)),
    st.builds(
        lambda changes: ModelEntry("p/m", changes=changes),
        st.fixed_dictionaries(
            {},
            optional={
                "context_window": st.one_of(st.none(), st.integers(1, 10**12)),
                "cost_per_1m_input_tokens": st.one_of(
                    st.none(), st.just("free"), st.decimals("0.0001", 1000, places=4).map(str)
                ),
                "supports_vision": st.sampled_from([True, False, None]),
                "aliases": st.lists(st.text("abc", min_size=1), max_size=3).map(tuple),
                "benchmarks": st.dictionaries(st.sampled_from(["gpqa", "mmlu", "other"]), st.floats(0, 100)),
                "release_date": st.sampled_from(["2025", "2025-06", "2025-06-01"]),
                "open_weights": st.booleans(),
                "prices": st.just(
                    (Price.of("input_tokens", "1.5", above_tokens=5, valid_from="2026-01-01"),
                     Price.of("input_images", "variable", region="eu"))
                ),
                "quality_scores": st.just(QualityScores(reasoning=0.5)),
                "status": st.sampled_from(["active", "disabled", "retired"]),
                "capabilities": st.just(ModelCapabilities(supports_vision=True, supports_code=False)),
            },
        ),
    ),
)  # fmt: skip


@given(ENTRIES)
def test_an_entry_comes_back_out_of_json_with_the_same_meaning(entry: ModelEntry):
    again = ModelEntry.read("p/m", json.loads(json.dumps(entry.plain())))

    assert again.over(BELOW) == entry.over(BELOW)
    assert again.over(None) == entry.over(None)
    assert again.plain() == entry.plain()


@pytest.mark.parametrize(
    "stored",
    [
        {"changes": {"prices": ["cheap"]}},
        {"changes": {"prices": [{"unit": "input_tokens"}]}},
        {"changes": {"capabilities": ["vision"]}},
        {"model": {"model_id": "m"}},
        {"model": {"model_id": "m", "provider": "p", "contxt_window": 5}},
    ],
)
def test_what_cannot_be_read_back_is_an_error_that_names_it(stored: dict[str, Any]):
    with pytest.raises(InvalidModelConfigError, match=r"p/m|\?/m"):
        ModelEntry.read("p/m", stored)
