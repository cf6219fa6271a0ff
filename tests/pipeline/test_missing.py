"""Which fields nobody states, of the offerings that they can be stated of."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import ModelConfig, Price, UnknownNameError
from modeldex.catalog.columns import FIELDS
from modeldex.core.capability import CAPABILITIES
from modeldex.pipeline.missing import ASKED, Gap, gaps


def lacking(model: ModelConfig) -> set[str]:
    return {gap.field for gap in gaps([model]) if gap.lacking}


def offering(**known: Any) -> ModelConfig:
    return ModelConfig(**({"model_id": "lumi", "provider": "lumen"} | known))


def test_an_unknown_offering_lacks_everything_but_its_end():
    bare = lacking(offering())

    assert {"input_per_1m", "output_per_1m", "max_context", "max_output", "vision", "maker", "tps"} <= bare
    assert bare == set(ASKED) - {"cache_per_1m", "deprecated_on", "retires_on", "successor"}


def test_what_is_stated_is_not_missing_whatever_is_stated():
    known = offering(
        cost_per_1m_input_tokens=2, context_window=8192, maker="lumen", supports_vision=False,
        benchmarks={"mmlu": 80}, open_weights=False,
    )  # fmt: skip

    assert lacking(known).isdisjoint(
        {"input_per_1m", "max_context", "maker", "vision", "benchmarks", "open_weights"}
    )
    assert "output_per_1m" in lacking(known)


def test_free_and_variable_are_prices():
    free = offering(cost_per_1m_input_tokens=0, cost_per_1m_output_tokens=0)
    varies = offering(prices=[Price.of(unit, "variable") for unit in ("input_tokens", "output_tokens")])

    for model in (free, varies):
        assert lacking(model).isdisjoint({"input_per_1m", "output_per_1m"})


@pytest.mark.parametrize("kind", ["embedding", "reranking", "moderation"])
def test_what_judges_text_writes_none(kind: str):
    asked = lacking(offering(**{f"supports_{kind}": True}))

    assert {"input_per_1m", "max_context"} <= asked
    assert asked.isdisjoint({"output_per_1m", "max_output", "knowledge_cutoff", "tool_use"})


@pytest.mark.parametrize("kind", ["image_output", "video_output", "transcription"])
def test_what_does_other_work_is_not_asked_for_tokens_unless_it_converses(kind: str):
    assert lacking(offering(**{f"supports_{kind}": True})).isdisjoint({"input_per_1m", "max_context"})
    assert "max_context" in lacking(offering(**{f"supports_{kind}": True, "supports_chat": True}))


def test_an_end_is_asked_of_what_is_deprecated_and_nothing_of_what_has_retired():
    assert {"deprecated_on", "retires_on", "successor"} <= lacking(offering(status="deprecated"))
    assert lacking(offering(status="retired")) == set()


def test_a_cache_rate_is_asked_where_there_is_a_cache():
    assert "cache_per_1m" in lacking(offering(supports_prompt_cache=True))
    assert "cache_per_1m" not in lacking(offering(supports_prompt_cache=False))


@pytest.mark.parametrize(
    "name", ["max_output", "max_output_tokens", "vision", "supports_vision", "output_tokens", "output_per_1m"]
)
def test_one_field_is_asked_for_by_any_of_its_names(name: str):
    (gap,) = gaps([offering(), offering(model_id="lumi-2", status="retired")], name)

    assert (gap.asked, gap.lacking, gap.share) == (1, ("lumen/lumi",), 1.0)


@pytest.mark.parametrize("name", ["visoin", "input_tokens@batch", "alias"])
def test_a_field_that_is_not_asked_for_lists_those_that_are(name: str):
    with pytest.raises(UnknownNameError) as caught:
        gaps([offering()], name)

    assert "max_output" in caught.value.known


def test_providers_are_counted_the_most_first():
    gap = Gap("tps", 6, ("b/1", "a/1", "c/1", "c/2"))

    assert list(gap.most_at(2).items()) == [("c", 2), ("a", 1)]
    assert gap.share == pytest.approx(4 / 6)
    assert Gap("tps", 0, ()).share == 0


def test_every_capability_and_only_real_fields_are_asked_for():
    assert set(CAPABILITIES) <= set(ASKED) <= {*FIELDS, *CAPABILITIES}
