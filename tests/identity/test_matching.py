"""Which canonical model an offering serves: near misses stay apart, true pairs come together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.identity.makers import Maker, Makers
from modeldex.identity.matching import match

MAKERS = Makers(
    [
        Maker(id="anthropic", name="Anthropic", prefixes=("claude",)),
        Maker(id="openai", name="OpenAI", families=("o",), prefixes=("gpt-", "o1", "o3", "o4", "whisper")),
        Maker(id="google", name="Google", prefixes=("gemini-", "gemma-", "imagen-")),
        Maker(id="meta", name="Meta", spellings=("meta-llama",), prefixes=("llama",)),
        Maker(id="nvidia", name="NVIDIA", prefixes=("llama-3.1-nemotron",)),
        Maker(id="alibaba", name="Alibaba", spellings=("qwen",), prefixes=("qwen",), joined=("qwen",)),
        Maker(id="deepseek", name="DeepSeek", spellings=("deepseek-ai",), prefixes=("deepseek",)),
        Maker(id="amazon", name="Amazon", prefixes=("titan-", "nova-")),
        Maker(id="xai", name="xAI", spellings=("x-ai",), prefixes=("grok-",)),
        Maker(id="moonshotai", name="Moonshot", prefixes=("kimi-", "moonshot-")),
        Maker(id="cohere", name="Cohere", prefixes=("command-", "embed-", "rerank-")),
    ]
)  # fmt: skip


def model(model_id: str, provider: str = "bazaar", family: str | None = None) -> str | None:
    return match(model_id, provider, MAKERS, family).model


NEAR_MISSES = [
    # sizes
    ("llama-3.1-8b-instruct", "llama-3.1-70b-instruct"),
    ("llama-3-8b", "llama-3.8b"),
    ("gemma-3-4b-it", "gemma-3-27b-it"),
    ("gemma-2-2b-it", "gemma-2.2b-it"),
    ("qwen2.5-7b-instruct", "qwen2.5-72b-instruct"),
    ("qwen3-30b-a3b", "qwen3-235b-a22b"),
    ("gpt-5-mini", "gpt-5-nano"),
    ("gpt-5", "gpt-5-mini"),
    ("gemini-2.5-flash", "gemini-2.5-flash-lite"),
    ("moonshot-v1-8k", "moonshot-v1-32k"),
    ("gpt-4-32k", "gpt-4"),
    # generations
    ("claude-opus-4", "claude-opus-4-1"),
    ("claude-opus-4-1", "claude-opus-4-5"),
    ("claude-3-sonnet", "claude-3-5-sonnet"),
    ("claude-2", "claude-2.1"),
    ("gpt-4", "gpt-4.1"),
    ("gpt-4o", "gpt-4"),
    ("gpt-5.1", "gpt-5.2"),
    ("llama-3.1-70b", "llama-3.3-70b"),
    ("qwen2-72b", "qwen2.5-72b"),
    ("deepseek-v3", "deepseek-v3.1"),
    ("grok-4", "grok-4-1-fast"),
    ("anthropic.claude-v2:0", "anthropic.claude-v2:1"),
    ("amazon.titan-embed-text-v1:2", "amazon.titan-embed-text-v2:0"),
    ("amazon.titan-image-generator-v1:0", "amazon.titan-image-generator-v2:0"),
    ("amazon.nova-lite-v1:0", "amazon.nova-2-lite-v1:0"),
    # modes
    ("kimi-k2", "kimi-k2-thinking"),
    ("claude-3.7-sonnet", "claude-3.7-sonnet:thinking"),
    ("qwen3-235b-a22b-instruct", "qwen3-235b-a22b-thinking"),
    ("grok-4-fast-reasoning", "grok-4-fast-non-reasoning"),
    ("claude-opus-4.7", "claude-opus-4.7-fast"),
    ("imagen-4.0-generate-001", "imagen-4.0-fast-generate-001"),
    ("llama-3.2-11b-instruct", "llama-3.2-11b-vision-instruct"),
    ("qwen2.5-7b-instruct", "qwen2.5-vl-7b-instruct"),
    ("qwen2.5-32b-instruct", "qwen2.5-coder-32b-instruct"),
    ("gpt-4o", "gpt-4o-audio-preview"),
    ("gpt-4o-transcribe", "gpt-4o-transcribe-diarize"),
    ("gpt-5-codex", "gpt-5"),
    ("o3-mini", "o3-mini-high"),
    ("gemini-2.5-flash", "gemini-2.5-flash-preview"),
    ("deepseek-r1", "deepseek-r1-distill-llama-70b"),
    ("llama-3.1-8b", "llama-3.1-8b-instruct"),
    # quantisations
    ("llama-3.3-70b-instruct", "llama-3.3-70b-instruct-fp8"),
    ("qwen3-32b", "qwen3-32b-awq"),
    ("llama-3.1-8b-instruct-fp8", "llama-3.1-8b-instruct-bf16"),
    ("qwen3-coder-480b", "qwen3-coder-480b-turbo"),
    # dated snapshots
    ("gpt-4o", "gpt-4o-2024-08-06"),
    ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06"),
    ("gpt-4-0613", "gpt-4-1106-preview"),
    ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022"),
    ("claude-opus-4-20250514", "claude-opus-4-1-20250805"),
    ("deepseek-v3", "deepseek-v3-0324"),
    ("kimi-k2-0711-preview", "kimi-k2-0905-preview"),
    ("gemini-1.5-pro-001", "gemini-1.5-pro-002"),
    ("anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0"),
    # the same name by two makers
    ("meta-llama/turbo-1", "qwen/turbo-1"),
]


@pytest.mark.parametrize(("one", "other"), NEAR_MISSES, ids=[f"{a}|{b}" for a, b in NEAR_MISSES])
def test_near_misses_stay_apart(one: str, other: str) -> None:
    assert model(one) is not None
    assert model(one) != model(other)


def test_near_misses_cover_at_least_thirty_pairs() -> None:
    assert len({frozenset(pair) for pair in NEAR_MISSES}) >= 30


FOLDER = "folder of a hub taken off"
REGION = "region prefix taken off"
RESOURCE = "full name of a resource taken off"
PACKAGING = "packaging suffix taken off"
VERSION = "version written with a dot"

TRUE_PAIRS = [
    ("claude-opus-4-5", "claude-opus-4.5", "anthropic/claude-opus-4.5", VERSION),
    ("llama-3.3-70b", "llama-3-3-70b", "meta/llama-3.3-70b", VERSION),
    ("claude-3-haiku", "anthropic.claude-3-haiku-v1:0", "anthropic/claude-3-haiku", PACKAGING),
    ("gpt-oss-20b", "openai/gpt-oss-20b:free", "openai/gpt-oss-20b", PACKAGING),
    ("gpt-oss-20b", "gpt-oss-20b-maas", "openai/gpt-oss-20b", PACKAGING),
    ("claude-sonnet-4", "claude-sonnet-4@default", "anthropic/claude-sonnet-4", PACKAGING),
    ("claude-3-haiku", "us-gov.anthropic.claude-3-haiku", "anthropic/claude-3-haiku", REGION),
    ("claude-3-haiku", "in.anthropic.claude-3-haiku", "anthropic/claude-3-haiku", REGION),
    ("claude-3-haiku", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-v1:0",
     "anthropic/claude-3-haiku", RESOURCE),
    ("claude-3-haiku", "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/"
     "us-gov.anthropic.claude-3-haiku-v1:0", "anthropic/claude-3-haiku", RESOURCE),
    ("llama-3.1-8b", "@cf/meta/llama-3.1-8b", "meta/llama-3.1-8b", FOLDER),
    ("deepseek-r1", "accounts/fireworks/models/deepseek-r1", "deepseek/deepseek-r1", FOLDER),
    ("deepseek-r1", "Pro/deepseek-ai/DeepSeek-R1", "deepseek/deepseek-r1", FOLDER),
    ("qwen3-32b", "Qwen/Qwen3-32B", "alibaba/qwen3-32b", "alibaba: its name begins like theirs"),
    (
        "qwen-turbo",
        "openrouter/qwen/qwen-turbo",
        "alibaba/qwen-turbo",
        "alibaba: its name begins like theirs",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "packed", "canonical", "reason"), TRUE_PAIRS)
def test_true_pairs_come_together_and_say_why(plain: str, packed: str, canonical: str, reason: str) -> None:
    reasons = match(plain, "bazaar", MAKERS).reasons + match(packed, "bazaar", MAKERS).reasons

    assert model(plain) == canonical
    assert model(packed) == canonical
    assert reason in reasons


def test_a_name_tells_the_maker_before_the_organisation_that_reuploads_it() -> None:
    found = match("someone/llama-3.1-8b", "hub", MAKERS)

    assert found.maker == "meta"
    assert found.reasons == ("meta: its name begins like theirs",)


def test_the_longest_beginning_tells_a_derivative_from_its_base() -> None:
    assert match("nvidia/llama-3.1-nemotron-70b", "hub", MAKERS).maker == "nvidia"
    assert match("nvidia/llama-3.1-70b", "hub", MAKERS).maker == "meta"


def test_then_the_organisation_then_the_family_then_the_provider_tell_the_maker() -> None:
    assert match("x-ai/beta", "hub", MAKERS, "o").reasons == ("xai: organisation x-ai",)
    assert match("strawberry", "hub", MAKERS, "o").reasons == ("openai: family o",)
    assert match("strawberry", "xai", MAKERS, "berries").reasons == ("xai: the provider is a maker",)


def test_where_no_rule_tells_the_maker_there_is_no_canonical_model() -> None:
    found = match("strawberry", "bazaar", MAKERS)

    assert found.maker is None
    assert found.model is None
    assert found.name == "strawberry"
    assert found.reasons == ()


def test_a_dotted_vendor_is_taken_off_only_where_it_is_a_maker() -> None:
    assert match("cohere.command-r", "amazon-bedrock", MAKERS).model == "cohere/command-r"
    assert match("v1.strawberry", "bazaar", MAKERS).name == "v1.strawberry"


def test_a_number_of_one_digit_and_a_letter_is_a_size_not_a_version() -> None:
    assert model("llama-3-1-8b") == "meta/llama-3.1-8b"
    assert model("gemma-3-1b-it") == "google/gemma-3-1b-it"


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_sizes_are_two_models(one: int, other: int) -> None:
    same = model(f"llama-3-{one}b") == model(f"llama-3-{other}b")

    assert same == (one == other)


@given(st.dates(), st.dates())
def test_two_snapshots_are_two_models(one: object, other: object) -> None:
    same = model(f"gpt-4o-{one}") == model(f"gpt-4o-{other}")

    assert same == (one == other)


@given(st.text("abcdefghij0123456789.-:/", min_size=1, max_size=20))
def test_upper_case_never_makes_another_model(tail: str) -> None:
    assert model(f"QWEN{tail.upper()}") == model(f"qwen{tail}")
