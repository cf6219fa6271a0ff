"""A request as a caller states it: read once, exact, and refused with every bad field at once."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import InvalidRequestError
from modeldex.core.quality import QualityScores
from modeldex.router.asked.data_needs import DataNeeds
from modeldex.router.asked.field_kinds import MOST_CHARACTERS, MOST_NAMES
from modeldex.router.asked.needs import MODALITIES, Needs
from modeldex.router.asked.request import OPERATIONS, TASKS, RouteRequest
from modeldex.router.asked.request_fields import (
    INPUT_MODALITIES,
    LICENCES,
    MOST_ALLOWED,
    OUTPUT_MODALITIES,
    READERS,
    SORTS,
)


def _problems(given: Any) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        RouteRequest.of(given)
    assert str(caught.value).isprintable()
    return caught.value.problems


_NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
_NAMES = st.lists(_NAME, unique=True, max_size=5)
_TOKENS = st.integers(0, 10**9)
_USD = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=9)
_MS = st.floats(1e-3, 1e9)
_DATA = st.builds(
    DataNeeds,
    no_training=st.booleans(),
    zero_retention=st.booleans(),
    max_retention_days=st.none() | st.integers(0, 36_500),
)


def _some(words: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(words)), unique=True, max_size=5)


ANY = {
    "operation": st.sampled_from(OPERATIONS),
    "models": _NAMES, "fallbacks": _NAMES, "policy": _NAME, "same_model": st.booleans(),
    "capabilities": _some(CAPABILITIES), "input_modalities": _some(INPUT_MODALITIES),
    "output_modalities": _some(OUTPUT_MODALITIES),
    "input_tokens": _TOKENS, "cached_input_tokens": _TOKENS, "output_tokens": _TOKENS,
    "max_output_tokens": st.integers(1, 10**9),
    "parameters": _NAMES, "require_parameters": st.booleans(),
    "only_makers": _NAMES, "not_makers": _NAMES, "only_providers": _NAMES, "not_providers": _NAMES,
    "only_regions": _NAMES, "not_regions": _NAMES, "only_licences": _some(LICENCES),
    "not_licences": _some(LICENCES),
    "quantizations": _some(["fp8", "BF16", "int4"]), "provider_order": _NAMES,
    "sort": st.sampled_from(SORTS), "allow_fallbacks": st.booleans(),
    "max_input_price": _USD, "max_output_price": _USD, "max_request_price": _USD, "max_image_price": _USD,
    "max_cost": _USD, "max_first_token_ms": _MS, "max_latency_ms": _MS,
    "min_tokens_per_second": st.floats(1e-3, 1e6),
    "task": st.sampled_from(TASKS), "min_quality": st.floats(0, 1),
    "min_days_to_retirement": st.integers(0, 36_500), "data": _DATA, "session": _NAME, "key": _NAME,
    "allowed_models": _NAMES, "unknown": st.sampled_from(("allow", "reject")),
    "seed": st.integers(0, 2**53 - 1),
}  # fmt: skip
"""Field -> every kind of value that it takes."""


def _sound(stated: dict[str, Any]) -> dict[str, Any]:
    """Without fallbacks where no model comes before them."""
    return stated if stated.get("models") else {name: stated[name] for name in stated if name != "fallbacks"}


REQUESTS = st.fixed_dictionaries({}, optional=ANY).map(_sound)


@given(REQUESTS)
def test_a_record_is_plain_json_and_reads_back_as_the_same_request(stated: dict[str, Any]) -> None:
    request = RouteRequest(**stated)
    record = json.loads(json.dumps(request.record()))
    assert RouteRequest.of(record) == request
    assert RouteRequest.of(record).record() == record
    assert hash(RouteRequest.of(record)) == hash(request)


@given(REQUESTS)
def test_a_mapping_and_the_class_read_alike(stated: dict[str, Any]) -> None:
    assert RouteRequest.of(stated) == RouteRequest(**stated) == replace(RouteRequest(**stated))


def test_every_field_is_read_and_tried_here() -> None:
    named = {one.name for one in fields(RouteRequest)}
    assert named == set(READERS) == set(ANY)
    assert set(TASKS) == set(QualityScores.__fields__)


def test_what_differs_from_the_default_is_recorded_and_nothing_else() -> None:
    assert RouteRequest().record() == {}
    request = RouteRequest(
        max_cost=Decimal("0.50"), allow_fallbacks=False, allowed_models=(), data=DataNeeds(no_training=True)
    )
    assert request.record() == {
        "allow_fallbacks": False,
        "max_cost": "0.5",
        "data": {"no_training": True},
        "allowed_models": [],
    }


def test_money_is_read_as_it_is_written() -> None:
    written = (0.1, "0.1", Decimal("0.1"), "1e-1")
    assert {RouteRequest.of({"max_cost": one}).max_cost for one in written} == {Decimal("0.1")}
    assert RouteRequest.of({"max_input_price": 0}).max_input_price == 0
    exact = "0." + "1" * 38
    assert str(RouteRequest.of({"max_cost": exact}).max_cost) == exact


def test_one_name_may_stand_for_a_list_and_null_states_nothing() -> None:
    request = RouteRequest.of({"models": "openai/gpt-5", "capabilities": "supports_vision", "seed": None})
    assert request == RouteRequest(models=("openai/gpt-5",), capabilities=("vision",))
    assert RouteRequest.of({"quantizations": ["FP8"]}).quantizations == ("fp8",)


def test_a_request_stays_what_it_is() -> None:
    request = RouteRequest(models=("openai/gpt-5",))
    assert RouteRequest.of(request) is request


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("input_tokens", -1), ("input_tokens", True), ("input_tokens", 1.5), ("input_tokens", "9"),
        ("input_tokens", float("nan")), ("input_tokens", float("inf")), ("input_tokens", 10**5_000),
        ("max_output_tokens", 0), ("seed", -1), ("seed", 2**53), ("min_days_to_retirement", 10**6),
        ("max_latency_ms", 0), ("max_latency_ms", -1.0), ("max_latency_ms", float("nan")),
        ("max_latency_ms", 10**5_000), ("max_first_token_ms", True), ("min_quality", 1.01),
        ("min_quality", "high"), ("min_tokens_per_second", float("inf")),
        ("max_cost", -1), ("max_cost", "NaN"), ("max_cost", float("inf")), ("max_cost", True),
        ("max_cost", "cheap"), ("max_cost", ""), ("max_cost", 10**10), ("max_cost", 10**5_000),
        ("max_cost", "0." + "1" * 80), ("max_cost", [1]), ("max_cost", Decimal("sNaN")),
        ("models", [""]), ("models", [7]), ("models", {"a": 1}), ("models", 7), ("models", ["a", "a"]),
        ("models", ["a\nb"]), ("models", ["\x1b[2J"]), ("models", [" a"]), ("models", ["a\u202eb"]),
        ("models", ["\ud800"]), ("models", ["a" * (MOST_CHARACTERS + 1)]), ("models", [None]),
        ("models", [f"m{at}" for at in range(MOST_NAMES + 1)]), ("models", {"a", "b"}),
        ("allowed_models", [f"m{at}" for at in range(MOST_ALLOWED + 1)]),
        ("session", ""), ("session", 7), ("policy", "a\tb"), ("key", "k" * 10_000),
        ("operation", "chatting"), ("sort", ["price"]), ("task", "Coding"), ("unknown", "maybe"),
        ("same_model", 1), ("allow_fallbacks", "no"), ("require_parameters", 0),
        ("output_modalities", ["file"]), ("only_licences", ["mit"]), ("data", True), ("data", {}.keys()),
    ],
    ids=lambda one: one if isinstance(one, str) and one in READERS else type(one).__name__,
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(field: str, value: Any) -> None:
    problems = _problems({field: value})
    assert list(problems) == [field]
    assert len(problems[field]) < 400
    with pytest.raises(InvalidRequestError):
        RouteRequest(**{field: value})


def test_fallbacks_that_follow_no_model_are_refused_with_the_mend() -> None:
    for stated in ({"fallbacks": ["acme/two"]}, {"models": [], "fallbacks": "acme/two"}):
        assert _problems(stated) == {
            "fallbacks": "must follow `models`, of which there are none; state `models`, or leave them out"
        }
    with pytest.raises(InvalidRequestError):
        RouteRequest(fallbacks=("acme/two",))
    body = {"messages": [{"role": "user", "content": "Hi"}], "route": {"fallbacks": ["acme/two"]}}
    assert list(_problems(body)) == ["route.fallbacks"]
    assert RouteRequest.of({**body, "model": "acme/one"}).fallbacks == ("acme/two",)
    assert RouteRequest.of({"fallbacks": []}) == RouteRequest()


def test_null_is_refused_by_the_class_where_a_field_has_to_say_something() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        RouteRequest(operation=None, models=None, allow_fallbacks=None)  # type: ignore[arg-type]
    assert list(caught.value.problems) == ["operation", "models", "allow_fallbacks"]


def test_every_bad_field_is_named_at_once() -> None:
    problems = _problems({
        "max_cost": -1, "capabilities": ["visoin"], "data": {"no_trainig": True}, "min_qualty": 1,
        "data_centre": 1, "models": ["a", "a"],
    })  # fmt: skip
    assert set(problems) == {
        "max_cost", "capabilities", "data.no_trainig", "min_qualty", "data_centre", "models",
    }  # fmt: skip
    assert "did you mean vision" in problems["capabilities"]
    assert problems["data.no_trainig"].endswith("did you mean no_training?")
    assert "did you mean min_quality" in problems["min_qualty"]
    assert "'a' twice" in problems["models"]


def test_the_demands_on_data_are_checked_too() -> None:
    problems = _problems({"data": {"no_training": 1, "max_retention_days": -1}})
    assert set(problems) == {"data.no_training", "data.max_retention_days"}
    assert RouteRequest.of({"data": {}}).data == DataNeeds()
    both = DataNeeds(no_training=True, max_retention_days=9).joined(DataNeeds(max_retention_days=3))
    assert both == DataNeeds(no_training=True, max_retention_days=3)


def test_hostile_fields_are_named_short_and_on_one_line() -> None:
    problems = _problems({"\x1b[31m": 1, "": 1, "x" * 100_000: 1, 7: 1, **{f"f{at}": 1 for at in range(500)}})
    assert len(problems) <= 20
    assert all(len(path) <= 64 and path.isprintable() and path for path in problems)


@pytest.mark.parametrize("given", ["gpt-5", None, 7, ["a"], {"a"}])
def test_what_is_no_mapping_is_none(given: Any) -> None:
    assert list(_problems(given)) == ["request"]


def test_modalities_are_those_that_are_turned_into_capabilities() -> None:
    assert set(INPUT_MODALITIES) == set(MODALITIES)
    assert set(OUTPUT_MODALITIES) < set(MODALITIES)
    asked = RouteRequest(input_modalities=INPUT_MODALITIES, output_modalities=OUTPUT_MODALITIES)
    names = (
        "vision",
        "audio_input",
        "video_input",
        "pdf_input",
        "image_output",
        "audio_output",
        "video_output",
    )
    wanted = Needs(asked, named=True).capability_mask
    assert wanted == Needs(RouteRequest(capabilities=names), named=True).capability_mask
