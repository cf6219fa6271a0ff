"""A switch that is tried: what would not work, what nobody knows, and what it would cost."""

from decimal import Decimal
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelConfig, Provider, Usage, get_model_or_raise
from modeldex.core.plain import plain
from modeldex.providers.credentials import Credentials
from modeldex.providers.shapes.shape import RequestShape
from modeldex.providers.switching.finding import DOUBT, FINE, LEVELS, NOTE, STOP, Finding
from modeldex.providers.switching.switch import ModelSwitch, try_switch

DAY = "2026-11-24"
ACME = Provider(
    id="acme", name="Acme", category="core", base_url="https://api.acme.example",
    wire_formats={"openai_chat": "/v1"}, env={"api_key": ("ACME_API_KEY",)},
)  # fmt: skip
OLD = ModelConfig(
    model_id="old", provider="acme", context_window=100_000, max_output_tokens=8_000,
    cost_per_1m_input_tokens=2, cost_per_1m_output_tokens=8, supports_tool_use=True, supports_vision=True,
    supports_streaming=True, retires_on="2027-01-01",
)  # fmt: skip


def _new(**facts: Any) -> ModelConfig:
    known = {
        "context_window": 100_000, "max_output_tokens": 8_000, "cost_per_1m_input_tokens": 1,
        "cost_per_1m_output_tokens": 4, "supports_tool_use": True, "supports_vision": True,
        "supports_streaming": True, "rate_limit_rpm": 100, "rate_limit_tpm": 1_000_000,
    }  # fmt: skip
    return ModelConfig(**{"model_id": "new", "provider": "acme", **known, **facts})


def _shape(minute: int = 0, **more: Any) -> RequestShape:
    at = f"2026-11-24T10:{minute:02}:00Z"
    usage = Usage(input_tokens=1_000, output_tokens=100)
    return RequestShape(**{"model": "acme/old", "at": at, "usage": usage, **more})


def _try(after: ModelConfig, *shapes: RequestShape, keys: bool = True, **more: Any) -> ModelSwitch:
    credentials = Credentials({"ACME_API_KEY": "k"} if keys else {}, keyring=False)
    return try_switch(OLD, after, ACME, credentials, shapes=shapes or None, on=DAY, **more)


def _of(switch: ModelSwitch, check: str) -> Finding:
    [finding] = [one for one in switch.findings if one.check == check]
    return finding


def test_a_switch_that_changes_nothing_for_the_worse_is_fine_or_worth_a_note():
    switch = _try(_new(), _shape())

    assert LEVELS.index(switch.level) <= LEVELS.index(NOTE)
    assert _of(switch, "cost").message == "0.0028 USD before, 0.0014 USD after (50 % less)"
    assert _of(switch, "context").message == "the largest call needs 1,100 of 100,000 tokens"


def test_a_missing_key_stops_it_and_says_what_to_set():
    finding = _of(_try(_new(), keys=False), "ready")

    assert finding.level == STOP
    assert "ACME_API_KEY" in finding.message


def test_a_capability_that_calls_need_stops_it_with_their_number():
    switch = _try(_new(supports_vision=False), _shape(images=1, calls=3), _shape())

    [finding] = [one for one in switch.findings if one.details.get("capability") == "vision"]
    assert (finding.level, finding.calls) == (STOP, 3)
    assert finding.message == "vision (reads images): acme/new cannot; 3 calls need it"


def test_a_capability_of_which_nobody_says_is_a_doubt_and_never_a_no():
    switch = _try(_new(supports_tool_use=None), _shape(tools=2))

    [finding] = [one for one in switch.findings if one.details.get("capability") == "tool_use"]
    assert finding.level == DOUBT
    assert "nobody says whether acme/new can; 1 call needs it" in finding.message


def test_without_calls_the_model_before_says_what_is_needed():
    switch = _try(_new(supports_vision=False, context_window=50_000))

    [finding] = [one for one in switch.findings if one.details.get("capability") == "vision"]
    assert finding.message.endswith("; acme/old can")
    assert _of(switch, "context").level == DOUBT
    assert _of(switch, "parameters").level == NOTE
    assert switch.calls is None


def test_calls_that_do_not_fit_are_counted():
    large = _shape(usage=Usage(input_tokens=60_000, output_tokens=10), calls=2)
    switch = _try(_new(context_window=50_000), large, _shape(calls=6))

    assert _of(switch, "context").level == STOP
    assert _of(switch, "context").calls == 2
    assert (
        "2 of 8 calls (25.0%) need more input and room for output than 50,000"
        in _of(switch, "context").message
    )


def test_the_output_limit_that_a_call_sets_counts_as_room():
    switch = _try(_new(max_output_tokens=4_000), _shape(max_output_tokens=6_000))

    assert _of(switch, "output").level == STOP


def test_an_unknown_limit_is_a_doubt():
    switch = _try(_new(context_window=None, max_output_tokens=None), _shape())

    assert _of(switch, "context").level == DOUBT
    assert (
        "nobody states the limit of acme/new; the largest call needs 1,100 tokens"
        in _of(switch, "context").message
    )


def test_what_the_wire_does_not_take_is_listed_with_the_calls_that_state_it():
    switch = _try(_new(), _shape(parameters=("min_p", "odd_one"), calls=4), _shape(calls=6))

    messages = [one.message for one in switch.findings if one.check == "parameters" and one.level == DOUBT]
    assert any("odd_one" in message and "dropped in 4 calls" in message for message in messages)


def test_the_busiest_minute_is_held_against_the_rate_limits():
    calls = (_shape(0, calls=90), _shape(1, calls=120))
    switch = _try(_new(rate_limit_tpm=100_000_000), *calls)

    assert _of(switch, "requests per minute").level == STOP
    assert (
        "the busiest minute had 120 calls, acme/new takes 100" in _of(switch, "requests per minute").message
    )
    assert _of(switch, "tokens per minute").level == FINE


def test_a_model_near_its_end_is_a_doubt_and_a_retired_one_stops_it():
    soon = _of(_try(_new(retires_on="2026-12-24", successor="newer")), "lifecycle")
    gone = _of(_try(_new(status="retired")), "lifecycle")

    assert (soon.level, soon.details["days_left"]) == (DOUBT, 30)
    assert soon.message == (
        "acme/new retires on 2026-12-24, in 30 days; its provider names newer after it;"
        " acme/old retires on 2027-01-01"
    )
    assert (gone.level, gone.message) == (STOP, "acme/new is retired")


def test_costs_are_compared_over_calls_that_are_known_at_both_and_the_rest_is_told():
    switch = _try(
        _new(), _shape(calls=3), _shape(usage=None, calls=2), _shape(outcome="rate_limit", usage=None)
    )

    finding = _of(switch, "cost")
    assert finding.level == DOUBT
    assert finding.details["before"] == Decimal("0.0084")
    assert (finding.details["compared"], finding.details["calls"]) == (3, 5)
    assert finding.message.endswith("; of 2 of 5 calls the cost is not known")


def test_an_unknown_price_is_no_cheap_one():
    finding = _of(_try(_new(cost_per_1m_output_tokens=None), _shape()), "cost")

    assert finding.level == DOUBT
    assert finding.details["after"] is None


def test_a_dearer_model_is_a_note_with_its_ratio():
    finding = _of(_try(_new(cost_per_1m_input_tokens=5, cost_per_1m_output_tokens=20), _shape()), "cost")

    assert finding.level == NOTE
    assert finding.message.endswith("(2.50 times as much)")


def test_calls_of_other_models_are_left_out_and_told():
    switch = _try(_new(), _shape(calls=2), _shape(model="acme/other", calls=5))

    assert switch.calls == 2
    assert _of(switch, "recorded calls").message == "5 of 7 recorded calls are of other models, and left out"
    assert _of(switch, "cost").details["before"] == Decimal("0.0056")


def test_where_no_call_is_of_the_model_before_the_models_alone_are_compared():
    switch = _try(_new(), _shape(model="acme/other", calls=5))

    assert switch.calls is None
    assert _of(switch, "recorded calls").level == DOUBT
    assert "they are of acme/other" in _of(switch, "recorded calls").message


def test_without_calls_the_rates_are_compared():
    finding = _of(_try(_new()), "cost")

    assert finding.message == "USD per million: input 1, before 2; output 4, before 8"


def test_the_record_is_plain_and_whole():
    record = plain(_try(_new(), _shape()).record())

    assert record["from"] == "acme/old"
    assert record["level"] in LEVELS
    assert {one["check"] for one in record["findings"]} >= {"ready", "lifecycle", "context", "cost"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("openai/gpt-4o", "anthropic/claude-opus-4-5"),
        ("anthropic/claude-opus-4-5", "google/gemini-2.5-pro"),
        ("openai/gpt-4o-mini", "groq/llama-3.3-70b-versatile"),
        ("anthropic/claude-opus-4-5", "amazon-bedrock/anthropic.claude-opus-4-5-20251101-v1:0"),
    ],
)
def test_models_of_the_catalog_are_held_against_each_other_over_calls(before: str, after: str):
    shapes = [
        _shape(
            model=before, tools=2, parameters=("temperature", "seed", "tool_choice.required"), is_stream=True
        ),
        _shape(model=before, images=1, parameters=("output.json_schema", "logprobs")),
    ]
    target = get_model_or_raise(after)

    switch = try_switch(
        get_model_or_raise(before),
        target,
        ModelCatalog.bundled().provider(target.provider),
        Credentials({}, keyring=False),
        shapes=shapes,
    )

    assert switch.calls == 2
    assert _of(switch, "ready").level == STOP
    assert _of(switch, "cost").details["before"] is not None
