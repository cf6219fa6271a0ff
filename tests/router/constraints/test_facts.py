"""What a model can, holds and comes from; and what becomes of it where nobody says."""

from __future__ import annotations

from typing import Any

import pytest
from tests.router.models import case_of, frame_of, model

from modeldex import QualityScores
from modeldex.router.asked.data_needs import DataNeeds
from modeldex.router.asked.request import RouteRequest
from modeldex.router.constraints.abilities import Capability, Modality
from modeldex.router.constraints.data import Data
from modeldex.router.constraints.limits import Context, Output
from modeldex.router.constraints.origin import (
    Allowed,
    Licence,
    Maker,
    Provider,
    Quantization,
    Region,
    precisions_of,
)
from modeldex.router.constraints.parameters import Parameters, dropped
from modeldex.router.constraints.quality import Quality

UNSAID = model("void/unsaid", "")


def _check(constraint, one, *, whole: bool = False, **asked) -> str | None:
    """Why a model does not meet a constraint; None: it does."""
    case = case_of(frame_of([one], is_whole=whole), RouteRequest(**asked))
    return None if constraint.passing(case) in (None, 1) else constraint.reason(case, 0)


@pytest.mark.parametrize(("constraint", "asked", "words"), [
    (Capability(), {"capabilities": ("vision",)}, "nobody says whether it can vision"),
    (Modality(), {"output_modalities": ("image",)}, "nobody says whether it can image_output"),
    (Context(), {"input_tokens": 9_000}, "nobody states its context window, and 9,000 tokens are needed"),
    (Output(), {"max_output_tokens": 9}, "nobody states its output limit, and 9 tokens are wanted"),
    (Maker(), {"only_makers": ("acme",)}, "nobody says its maker"),
    (Quality(), {"min_quality": 0.5, "task": "coding"}, "nobody scores it for coding, and 0.5 is needed"),
])  # fmt: skip
def test_a_fact_that_nobody_states_rejects_what_is_searched_for_and_not_what_is_named(
    constraint, asked, words
):
    assert _check(constraint, UNSAID, whole=True, **asked) == words
    assert _check(constraint, UNSAID, **asked) is None
    assert _check(constraint, UNSAID, unknown="reject", **asked) == words
    assert _check(constraint, UNSAID, whole=True, unknown="allow", **asked) is None


@pytest.mark.parametrize(("constraint", "asked", "words"), [
    (Region(), {"not_regions": ("cn",)}, "nobody says in which region it is served"),
    (Licence(), {"not_licences": ("open",)}, "nobody says its licence"),
    (Quantization(), {"quantizations": ("fp8",)},
     "nobody says the precision of its weights; fp8 is asked for"),
    (Data(), {"data": DataNeeds(no_training=True)},
     "provider void: nobody says whether it trains on the content"),
])  # fmt: skip
def test_where_it_is_served_and_what_is_done_with_content_must_be_known_also_of_what_is_named(
    constraint, asked, words
):
    assert _check(constraint, UNSAID, unknown="allow", **asked) == words


def test_limits_are_held_against_what_they_limit():
    one = model("acme/one", context_window=1_000, max_input_tokens=600, max_output_tokens=500)

    assert _check(Context(), one, input_tokens=600, max_output_tokens=400) is None
    assert _check(Context(), one, input_tokens=600, max_output_tokens=401) == (
        "context window 1,000 < 1,001 tokens needed"
    )
    assert _check(Context(), one, input_tokens=601) == "input limit 600 < 601 tokens of input"
    assert (
        _check(Context(), one, input_tokens=10, max_output_tokens=501) is None
    )  # the limit of output says so
    assert _check(Output(), one, max_output_tokens=501) == "output limit 500 < 501 tokens wanted"


@pytest.mark.parametrize(("full_id", "only", "banned", "passes"), [
    ("cedar/one", ("us",), (), True), ("acme/one", ("us",), (), False), ("acme/one", ("eu", "us"), (), True),
    ("amazon-bedrock/eu.cedar.one-v1:0", ("EU",), (), True),
    ("amazon-bedrock/global.cedar.one", (), ("cn",), False),
    ("amazon-bedrock/jp.cedar.one", ("apac",), (), True), ("amazon-bedrock/cedar.one", ("us",), (), False),
    ("amazon-bedrock/us.cedar.one", (), ("us-west-2",), False), ("cedar/one", (), ("eu",), True),
    ("amazon-bedrock/eu.cedar.one", ("global",), (), True), ("void/one", ("global",), (), False),
    ("amazon-bedrock/eu.cedar.one", (), ("global",), True),
    ("amazon-bedrock/eu.cedar.one", (), ("de",), False),
    ("amazon-bedrock/global.cedar.one", (), ("global",), False),
    ("amazon-bedrock/apac.cedar.one", (), ("ap-south-1",), False),
])  # fmt: skip
def test_a_region_is_that_of_the_id_or_all_that_the_provider_names(full_id, only, banned, passes):
    reason = _check(Region(), model(full_id), only_regions=only, not_regions=banned)

    assert (reason is None) == passes, reason


@pytest.mark.parametrize(("model_id", "precisions"), [
    ("meta/llama-70b-fp8", ("fp8",)), ("Nemotron-NVFP4", ("nvfp4", "fp4")), ("x-GPTQ", ("gptq",)),
    ("llama-8b-fp8-fast", ("fp8",)), ("llama3:8b-instruct-q4_K_M", ("q4_k_m", "q4")), ("gpt-4o", ()),
    ("qwen3-8b:free", ()), ("fp8ish-model", ()), ("q4ever", ()),
])  # fmt: skip
def test_a_precision_is_what_the_id_says_and_never_guessed(model_id, precisions):
    assert precisions_of(model(f"acme/{model_id}")) == precisions


def test_unknown_among_the_precisions_takes_what_nobody_knows():
    assert _check(Quantization(), UNSAID, quantizations=("fp8", "unknown")) is None


def test_a_key_uses_what_its_list_has():
    one = model("acme/one")

    for allowed in (("*",), ("acme/*",), ("acme/one",), None, ("acme/one", *[f"x/{at}" for at in range(99)])):
        assert _check(Allowed(), one, allowed_models=allowed) is None
    assert (
        _check(Allowed(), one, allowed_models=("acme/on*", "acm/*"))
        == "the key may use acme/on* or acm/* only"
    )
    assert _check(Allowed(), one, allowed_models=()) == "the key may use no model"


def test_an_order_without_fallbacks_asks_for_its_providers():
    one, other = model("acme/one"), model("bolt/one")
    asked: dict[str, Any] = {"provider_order": ("acme",), "allow_fallbacks": False}

    assert _check(Provider(), one, **asked) is None
    assert _check(Provider(), other, **asked) == "provider bolt is not acme"
    assert _check(Provider(), other, provider_order=("acme",)) is None


def test_content_is_kept_no_longer_than_is_allowed():
    thirty, none, trains = model("cedar/one"), model("acme/one"), model("bolt/one")

    assert _check(Data(), thirty, data=DataNeeds(max_retention_days=30)) is None
    assert _check(Data(), thirty, data=DataNeeds(max_retention_days=29)) == (
        "provider cedar: keeps the content for 30 days; 29 days are allowed"
    )
    assert (_check(Data(), thirty, data=DataNeeds(max_retention_days=1)) or "").endswith("1 day is allowed")
    assert _check(Data(), none, data=DataNeeds(zero_retention=True, max_retention_days=5)) is None
    assert _check(Data(), trains, data=DataNeeds(no_training=True)) == "provider bolt: trains on the content"
    assert _check(Data(), trains, data=DataNeeds()) is None


def test_quality_is_that_of_the_task_or_the_mean_of_all_that_is_known():
    one = model("acme/one", quality_scores=QualityScores(coding=0.5, reasoning=0.9))

    assert _check(Quality(), one, task="coding", min_quality=0.6) == "quality for coding 0.5 < 0.6 needed"
    assert _check(Quality(), one, min_quality=0.7) is None


def test_parameters_that_do_not_arrive_are_listed_and_are_a_reason_where_they_are_required():
    lacking, cold = model("bolt/one"), model("acme/one", "chat -temperature")
    asked: dict[str, Any] = {"parameters": ("seed", "temperature")}

    assert dropped(case_of(frame_of([lacking]), RouteRequest(**asked)), 0) == ("seed",)
    assert dropped(case_of(frame_of([cold]), RouteRequest(**asked)), 0) == ("temperature",)
    assert _check(Parameters(), lacking, **asked) is None
    assert _check(Parameters(), lacking, require_parameters=True, **asked) == "does not take seed"
    assert _check(Parameters(), model("acme/one"), require_parameters=True, **asked) is None
    assert "no wire format" in (_check(Parameters(), UNSAID, require_parameters=True, **asked) or "")
