"""How each family of models is told to think, and what else is the model's own."""

from typing import Any

import pytest
from tests.wire.formats.bedrock.test_requests import CLAUDE, asks, read, write

from modeldex.wire.content import Text
from modeldex.wire.request import Reasoning

NOVA, OSS, LLAMA = "us.amazon.nova-2-lite-v1:0", "openai.gpt-oss-120b-1:0", "meta.llama4-v1:0"
OLD_CLAUDE = "us.anthropic.claude-sonnet-4-20250514-v1:0"
ARN = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"


def _thinking(kind: str, **fields: Any) -> dict[str, Any]:
    return _more(thinking={"type": kind, **fields})


def _nova(kind: str, **fields: Any) -> dict[str, Any]:
    return _more(reasoningConfig={"type": kind, **fields})


def _more(**fields: Any) -> dict[str, Any]:
    return {"additionalModelRequestFields": fields}


@pytest.mark.parametrize(
    ("model", "body", "reasoning"),
    [
        (
            CLAUDE,
            _more(thinking={"type": "enabled", "budget_tokens": 9}),
            Reasoning(is_on=True, budget_tokens=9),
        ),
        (ARN, _more(thinking={"type": "disabled"}), Reasoning(is_on=False)),
        (
            CLAUDE,
            _more(thinking={"type": "adaptive", "display": "omitted"}) | {"outputConfig": {"effort": "max"}},
            Reasoning(is_on=True, is_adaptive=True, summary="none", effort="max"),
        ),
        (
            NOVA,
            _nova("enabled", maxReasoningEffort="low"),
            Reasoning(is_on=True, effort="low"),
        ),
        (NOVA, _more(reasoningConfig={"type": "disabled"}), Reasoning(is_on=False)),
        (OSS, _more(reasoning_effort="high"), Reasoning(effort="high")),
        (LLAMA, {"outputConfig": {"effort": "low"}}, Reasoning(effort="low")),
        (CLAUDE, {}, None),
    ],
)
def test_each_family_has_its_own_words(model, body, reasoning):
    request = read(body, model)

    assert request.reasoning == reasoning
    assert request.extras == {}
    assert write(request) == (body, [])


def test_older_spellings_are_read():
    older = _more(reasoning_config={"type": "enabled", "budget_tokens": 9}, output_config={"effort": "low"})

    assert read(older).reasoning == Reasoning(is_on=True, budget_tokens=9, effort="low")
    assert write(read(older))[0] == {
        "outputConfig": {"effort": "low"},
        **_more(thinking={"type": "enabled", "budget_tokens": 9}),
    }


@pytest.mark.parametrize(
    "more",
    [
        {"thinking": {"type": "enabled"}},
        {"thinking": {"type": ["adaptive"]}},
        {"thinking": {"type": "adaptive", "display": "odd"}},
        {"thinking": {"type": "adaptive", "more": 1}},
        {"output_config": {"effort": "odd"}},
        {"top_k": "many"},
    ],
)
def test_what_is_not_understood_stays_as_it_is(more):
    request = read(_more(**more))

    assert request.reasoning is None
    assert request.top_k is None
    assert write(request) == (_more(**more), [])


@pytest.mark.parametrize(
    ("model", "asked", "sent", "lost"),
    [
        (
            CLAUDE,
            Reasoning(effort="high"),
            {"outputConfig": {"effort": "high"}, **_more(thinking={"type": "adaptive"})},
            [],
        ),
        (
            CLAUDE,
            Reasoning(effort="minimal"),
            {"outputConfig": {"effort": "low"}, **_more(thinking={"type": "adaptive"})},
            ["reasoning.effort"],
        ),
        (CLAUDE, Reasoning(effort="none"), _more(thinking={"type": "disabled"}), []),
        (CLAUDE, Reasoning(is_on=True), _more(thinking={"type": "adaptive"}), []),
        (CLAUDE, Reasoning(summary="auto"), {}, ["reasoning.summary"]),
        (
            CLAUDE,
            Reasoning(budget_tokens=5, summary="concise"),
            {
                "outputConfig": {"effort": "low"},
                **_more(thinking={"type": "adaptive", "display": "summarized"}),
            },
            ["reasoning.budget_tokens", "reasoning.summary"],
        ),
        (
            OLD_CLAUDE,
            Reasoning(effort="low"),
            _more(thinking={"type": "enabled", "budget_tokens": 2048}),
            ["reasoning"],
        ),
        (
            NOVA,
            Reasoning(effort="max"),
            _nova("enabled", maxReasoningEffort="high"),
            ["reasoning.effort"],
        ),
        (NOVA, Reasoning(budget_tokens=5), {}, ["reasoning"]),
        (OSS, Reasoning(effort="minimal"), _more(reasoning_effort="low"), ["reasoning.effort"]),
        (OSS, Reasoning(effort="none"), _more(reasoning_effort="low"), ["reasoning.effort"]),
        (LLAMA, Reasoning(is_on=False), {}, ["reasoning.is_on"]),
        (ARN, Reasoning(budget_tokens=5), {}, ["reasoning"]),
    ],
)
def test_what_other_formats_ask_is_said_as_near_as_it_can_be(model, asked, sent, lost):
    body, told = write(asks(Text(text="a"), model=model, reasoning=asked))

    del body["messages"]
    assert (body, told) == (sent, lost)


def test_top_k_is_the_models_own():
    sent = write(asks(model=NOVA, top_k=7))[0]
    assert sent["additionalModelRequestFields"] == {"inferenceConfig": {"topK": 7}}
    assert read(_more(inferenceConfig={"topK": 7}), NOVA).top_k == 7
    assert write(read(_more(inferenceConfig={"topK": 7, "x": 1}), NOVA))[0] == _more(
        inferenceConfig={"topK": 7, "x": 1}
    )
    assert write(asks(top_k=7))[0]["additionalModelRequestFields"] == {"top_k": 7}


@pytest.mark.parametrize(
    ("fields", "sent", "lost"),
    [
        ({"temperature": 0.5, "top_p": 0.9}, {"inferenceConfig": {"temperature": 0.5}}, ["top_p"]),
        ({"temperature": 1.5}, {"inferenceConfig": {"temperature": 1.0}}, ["temperature"]),
        ({"model": OLD_CLAUDE, "temperature": 0.5, "top_p": 0.9},
         {"inferenceConfig": {"temperature": 0.5, "topP": 0.9}}, []),
        ({"model": "anthropic.claude-opus-4-7", "temperature": 0.5, "top_p": 1, "top_k": 3}, {},
         ["temperature", "top_k"]),
        ({"temperature": 0.5, "top_k": 9, "reasoning": Reasoning(is_on=True)},
         _more(thinking={"type": "adaptive"}), ["temperature", "top_k"]),
    ],
)  # fmt: skip
def test_claude_gets_only_what_it_takes(fields, sent, lost):
    body, told = write(asks(Text(text="a"), **fields))

    del body["messages"]
    assert (body, told) == (sent, lost)


def test_a_budget_stays_below_the_output_limit():
    asked = Reasoning(budget_tokens=5_000)
    body, lost = write(asks(Text(text="a"), model=OLD_CLAUDE, reasoning=asked, max_output_tokens=2_000))

    assert body["additionalModelRequestFields"] == {"thinking": {"type": "enabled", "budget_tokens": 1_999}}
    assert lost == ["reasoning.budget_tokens"]
