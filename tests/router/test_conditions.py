"""Conditions in CEL: what they can ask, what they refuse when loaded, and what unknown facts do to them."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.models import MODELS, case_of, frame_of, model

from modeldex import InvalidValueError
from modeldex.config.routing import RoutePolicy
from modeldex.router.asked.request import RouteRequest
from modeldex.router.conditions.condition import candidate_condition, request_condition
from modeldex.router.constraints.where import Where

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = RouteRequest(input_tokens=50_000, capabilities=("vision",), session="s", task="coding")


def _met(text: str, asked: RouteRequest = ASKED) -> set[str]:
    frame = frame_of()
    return {frame.ids[place] for place in frame.places(candidate_condition(text).passing(frame, asked))}


def _problems(text: str, of: Callable[[str], object] = candidate_condition) -> dict[str, str]:
    with pytest.raises(InvalidValueError) as refused:
        of(text)
    return refused.value.problems


@pytest.mark.parametrize(
    ("text", "is_met"),
    [
        ("operation == 'chat' && input_tokens > 40000", True),
        ("'vision' in capabilities || 'tool_use' in capabilities", True),
        ("capabilities.exists(one, one.startsWith('vis'))", True),
        ("has_session && session == 's' && task == 'coding'", True),
        ("size(models) == 0 && !('key' in known)", True),
        ("input_tokens < 40000", False),
        ("key == 'k'", False),
        ("key != 'k'", False),
        ("output_tokens > 1 || input_tokens > 1", True),
    ],
)
def test_a_request_is_asked_for_its_fields(text: str, is_met: bool) -> None:
    assert request_condition(text).holds(ASKED) is is_met


def test_candidates_are_asked_for_their_facts_and_the_request_for_its_own() -> None:
    assert _met("input_price < 0.3 && output_price <= 1.0") == {
        "acme/small", "bolt/acme/small", "den/open-8b:q4_K_M",
    }  # fmt: skip
    assert _met("quality > 0.8") == {"acme/large"}
    assert _met("status == 'preview' || category == 'x'") == {"acme/early"}
    assert _met("model.startsWith('acme/') && context_window >= request.input_tokens * 4") == {
        "acme/large", "acme/tiered",
    }  # fmt: skip
    assert _met("'vision' in request.capabilities && supports_vision && provider == 'cedar'") == {
        "cedar/claude"
    }


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("open_weights", {"bolt/open-70b-fp8", "den/open-8b:q4_K_M"}),
        ("!open_weights", {"acme/large", "acme/small"}),
        ("!supports_vision", {"acme/small"}),
        ("open_weights || provider == 'mute'", {"bolt/open-70b-fp8", "den/open-8b:q4_K_M", "mute/silent"}),
        ("!('open_weights' in known) && maker == 'cedar'", {
            "cedar/claude", "amazon-bedrock/eu.cedar.claude-v1:0", "amazon-bedrock/cedar.claude-v1:0",
        }),
    ],
)  # fmt: skip
def test_what_nobody_knows_meets_nothing_unless_the_rest_decides(text: str, met: set[str]) -> None:
    assert _met(text) == met


def test_the_reason_has_the_values_or_what_is_unknown() -> None:
    frame = frame_of()
    small, nothing = (frame.models[frame.place_of(one) or 0] for one in ("acme/small", "void/nothing"))
    condition = candidate_condition("quality > 0.9 && context_window > request.input_tokens")
    assert condition.reason(small, ASKED) == (
        "`quality > 0.9 && context_window > request.input_tokens` is not met:"
        " context_window is 128,000, quality is 0.55, request.input_tokens is 50,000"
    )
    assert condition.reason(nothing, ASKED).endswith("is not decided: quality is unknown")
    named = candidate_condition("'ocr' in capabilities || open_weights || size(request.models) > 1")
    assert named.reason(frame.models[0], ASKED).endswith(
        "is not met: open_weights is false, capabilities is [chat, streaming, vision, tool_use],"
        " request.models is []"
    )
    when = request_condition("size(parameters) / input_tokens > 1")
    assert when.reason(RouteRequest()).endswith("is not decided: input_tokens is unknown")
    assert when.reason(RouteRequest(input_tokens=0)).endswith("it cannot be worked out: divide by zero")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("input_price <", "line 1, column 14", "mismatched input"),
        ("input_price < 2", "line 1, column 13", "write 2.0, not 2"),
        ("provider ==\n 5", "line 1, column 10", "no matching overload"),
        ("inputprice < 1.0", "line 1, column 1", "did you mean input_price"),
        ("input_tokens > 1", "line 1, column 1", "did you mean request.input_tokens"),
        ("request.tokens > 1", "line 1, column 8", "did you mean request."),
        ("zzz", "line 1, column 1", "known: model, model_id, provider"),
        ("provider", "result", "must be true or false, and it is string"),
        ("provider.matches('(')", "line 1, column 18", "missing )"),
        (" \n", "text", "is blank"),
        ("true || " * 300 + "true", "text", "2,404 characters, and may have 2,000"),
        ("provider == '\ud800'", "text", "half a character"),
        ("(" * 900 + "true" + ")" * 900, "text", "recursion"),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_its_mend(text: str, place: str, words: str) -> None:
    problems = _problems(text)
    assert list(problems) == [place]
    assert words in problems[place]


def test_every_mistake_is_named_at_once_and_the_message_repeats_the_condition() -> None:
    assert len(_problems("zzz == 1 && yyy == 2", request_condition)) == 2
    with pytest.raises(InvalidValueError, match=r"condition `context_window > 5`: .*no 'context_window'"):
        request_condition("context_window > 5")
    assert (
        "did you mean input_tokens?" in _problems("request.input_tokens > 1", request_condition).popitem()[1]
    )


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(
    ["provider", "input_price", "==", "&&", "||", "!", "(", ")", "'a'", "2.0", "in", "known", "?", ":", "["]
), max_size=12).map(" ".join))  # fmt: skip
def test_any_text_is_compiled_or_refused(text: str) -> None:
    with suppress(InvalidValueError):
        candidate_condition(text).passing(frame_of(), ASKED)


_TERMS = st.sampled_from([
    "input_price < 1.0", "quality > 0.5", "open_weights", "supports_vision", "'vision' in capabilities",
    "context_window > request.input_tokens", "request.has_session", "maker == provider", "'family' in known",
])  # fmt: skip


@given(parts=st.lists(st.tuples(_TERMS, st.sampled_from([" && ", " || ", " && !"])), min_size=1, max_size=4))
def test_candidates_that_are_alike_are_decided_as_each_by_itself(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"({term}){joint}" for term, joint in parts) + "true"
    condition, frame = candidate_condition(text), frame_of()
    together = condition.passing(frame, ASKED)
    for place, one in enumerate(frame.models):
        assert condition.passing(frame_of([one]), ASKED) == together >> place & 1
    assert condition.reads_request == ("request." in text)


def test_what_asks_of_candidates_alone_is_worked_out_once_for_a_frame() -> None:
    frame = frame_of()
    alone = candidate_condition("input_price < 1.0")
    assert alone.passing(frame, ASKED) is alone.passing(frame, RouteRequest())
    asking = candidate_condition("context_window > request.input_tokens")
    assert asking.passing(frame, RouteRequest(input_tokens=1)) != asking.passing(frame, ASKED)


def test_a_hostile_condition_ends_soon_and_is_not_met() -> None:
    digits = "[0,1,2,3,4,5,6,7,8,9]"
    depth = 12
    nested = "".join(f"{digits}.all(v{at}, " for at in range(depth)) + "true" + ")" * depth
    started = time.perf_counter()
    condition = request_condition(nested)
    assert not condition.holds(ASKED)
    assert time.perf_counter() - started < 2.0  # all steps would be a million million
    assert "cannot be worked out" in condition.reason(ASKED)


def test_a_request_with_very_long_lists_is_decided_soon() -> None:
    condition = request_condition("parameters.all(one, parameters.all(other, one != other + 'x'))")
    started = time.perf_counter()
    assert not condition.holds(RouteRequest(parameters=tuple(f"p{at}" for at in range(200))))
    assert time.perf_counter() - started < 1.0
    assert condition.holds(RouteRequest(parameters=("a", "b")))


@pytest.mark.parametrize("pattern", ["'(a*)*b'", "'(a|a)*b'", "r'((a+)+)+b'"])
def test_regular_expressions_take_a_time_in_proportion_to_the_text(pattern: str) -> None:
    condition = request_condition(f"session.matches({pattern})")
    started = time.perf_counter()
    assert not condition.holds(RouteRequest(session="a" * 200))
    assert time.perf_counter() - started < 0.5


def test_the_constraint_asks_for_the_condition_of_the_policy() -> None:
    frame, where = frame_of(), Where()
    assert where.passing(case_of(frame)) is None
    policy: Any = RoutePolicy(name="open", weights={"cost": 1.0}, where="open_weights")
    case = case_of(frame, ASKED, policy=policy)
    passing = where.passing(case)
    assert passing == candidate_condition("open_weights").passing(frame, ASKED)
    assert where.reason(case, frame.place_of("acme/large") or 0) == (
        "`open_weights` is not met: open_weights is false"
    )


def test_a_name_behind_a_point_or_in_quotes_is_not_missed() -> None:
    assert _met(".provider == 'mute'") == {"mute/silent"}
    frame = frame_of([model("acme/one", family="provider")])
    assert candidate_condition("family == 'provider'").passing(frame, ASKED) == 1
    assert candidate_condition("request . input_tokens > 1").passing(frame, ASKED) == 1
    assert candidate_condition("request // of tokens\n .input_tokens > 1").passing(frame, ASKED) == 1


def test_without_conditions_the_library_is_not_loaded_and_without_it_they_name_the_extra() -> None:
    program = (
        "import sys; from modeldex.router.conditions.condition import request_condition\n"
        "assert not any(one.startswith('cel_expr') for one in sys.modules)\n"
        "sys.modules['cel_expr_python'] = None\n"
        "try: request_condition('true')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("InvalidValueError")
    assert "pip install 'modeldex[router]'" in done.stdout


def test_models_of_the_examples_have_every_state_of_a_fact() -> None:
    assert {one.open_weights for one in MODELS} == {True, False, None}
