"""LiteLLM's price map: one flat object, USD per single unit; an absent flag is unknown, not false.

Keys are taken apart in `keys`, prices are read in `prices`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.identity.litellm_words import FLAGS, MODES
from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.litellm import prices
from modeldex.sources.litellm.keys import Key, no_model, split_key
from modeldex.sources.offering import Offering
from modeldex.sources.paging import whole

if TYPE_CHECKING:
    from collections.abc import Callable

_URL = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
_INPUTS = {"image": "vision", "audio": "audio_input", "video": "video_input"}
OUTPUTS = {"image": "image_output", "audio": "audio_output", "video": "video_output"}
"""Modality of an answer -> capability."""
NOT_CARRIED = frozenset(
    [
        "max_tokens",
        "supported_endpoints",
        "supported_regions",
        "supported_audio_formats",
        "output_vector_size",
        "prompt_cache_min_tokens",
        "search_free_requests",
        "web_search_billing_unit",
        "reasoning_effort_levels",
        "default_reasoning_effort",
        "thinking_always_on",
        "vertex_ai_audio_api",
        "uses_embed_content",
        "use_openai_responses_path",
        "audio_transcription_config",
        "guardrail_cost_per_unit",
        "regional_endpoint_uplift_multiplier",
        "bedrock_converse_supports_strict_tools",
        "bedrock_output_config_effort_ceiling",
        "gemini_audio_only_live",
        "gemini_native_audio",
        "token_count_framing",
        "token_count_model",
        "token_count_tokenizer",
        "supports_adaptive_thinking",
        "supports_anthropic_compaction",
        "supports_anthropic_thinking_payload",
        "supports_bedrock_converse_tool_result_images",
        "supports_bedrock_native_structured_output",
        "supports_bedrock_runtime_chat_completions_inline_reasoning",
        "supports_bedrock_runtime_chat_completions_response_format",
        "supports_bedrock_runtime_chat_completions_tools_with_reasoning",
        "supports_box_questions",
        "supports_embedding_image_input",
        "supports_fast_mode",
        "supports_forced_tool_use",
        "supports_image_size",
        "supports_legacy_thinking",
        "supports_low_reasoning_effort",
        "supports_max_reasoning_effort",
        "supports_mid_conversation_system",
        "supports_minimal_reasoning_effort",
        "supports_multimodal",
        "supports_native_structured_output",
        "supports_none_reasoning_effort",
        "supports_nova_canvas_image_edit",
        "supports_output_config",
        "supports_parallel_tool_use_config",
        "supports_prompt_cache_breakpoint",
        "supports_regex_lookaround",
        "supports_sampling_params",
        "supports_speed",
        "supports_thinking_cache_preservation",
        "supports_tool_choice",
        "supports_tool_search",
        "supports_url_context",
        "supports_xhigh_reasoning_effort",
    ]
)
"""Known and left out: matters of LiteLLM's own wire, and flags without a capability of ours."""


_SAID_BY_THE_FIRST = (
    "mode", "source", "deprecation_date", "max_input_tokens", "max_output_tokens", "rpm", "tpm",
    "supported_modalities", "supported_output_modalities", *FLAGS, *NOT_CARRIED,
)  # fmt: skip
"""What further keys of a model repeat: the first row that names it has the word."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the map; plain rows first, so that regional ones add to a model already known."""
    reading = Reading(source="litellm")
    rows: list[tuple[Key, str, dict[str, Any]]] = []
    for name, row in expect(answer, dict, "the answer").items():
        with reading.at(name):
            reason = no_model(name, expect(row, dict, name))
            if reason is not None:
                reading.skipped[name] = reason
                continue
            rows.append((split_key(name, row.pop("litellm_provider"), provider_named), name, row))
    rows.sort(key=_precedence)
    for key, name, row in rows:
        with reading.at(name):
            _row(reading, key, name, row)
    return reading


def _precedence(entry: tuple[Key, str, dict[str, Any]]) -> tuple[object, ...]:
    """Plain rows first; among several of one model, the one that states the most.

    `dashscope` carries the mainland's prices of video; `qwencloud` those of the international host.
    """
    key, name, row = entry
    return key.region or "", key.variant or "", not name.startswith("qwencloud/"), -len(row), name


def _row(reading: Reading, key: Key, name: str, row: dict[str, Any]) -> None:
    stated = Offering(provider=key.provider, model_id=key.model_id)
    prices.read(reading, stated, row, {"region": key.region, "variant": key.variant})
    is_priced = stated.settle_zeros(free=False)
    is_conditional = key.region is not None or key.variant is not None
    is_known = stated.id in reading.offerings
    offering = reading.offering(key.provider, key.model_id)
    offering.take_prices(stated, only_if_agreeing=is_known and not is_conditional)
    if key.alias is not None:
        offering.say("alias", [*offering.cells.get("alias", "").split(), key.alias])
    if is_known:
        if not is_conditional:
            reading.skipped[name] = f"folded into {offering.id}, which another key names too"
        drop(row, _SAID_BY_THE_FIRST)
        reading.leftovers("", row)
        return
    if not is_priced:
        reading.not_priced.append(offering.id)
    offering.url = row.pop("source", None)
    offering.originals["id"] = name
    offering.day("retires_on", row.pop("deprecation_date", None))
    _limits(offering, row)
    _abilities(offering, row)
    drop(row, NOT_CARRIED)
    reading.leftovers("", row)


def _limits(offering: Offering, row: dict[str, Any]) -> None:
    """`max_input_tokens` is the whole window for most models and the input share for some."""
    most = row.pop("max_input_tokens", None)
    offering.limit("max_context", most)
    if "max_context" in offering.cells:
        offering.originals["max_context"] = f"max_input_tokens={most}"
    offering.limit("max_input", most)
    offering.limit("max_output", row.pop("max_output_tokens", None))
    offering.limit("rpm", row.pop("rpm", None))
    offering.limit("tpm", row.pop("tpm", None))


def _abilities(offering: Offering, row: dict[str, Any]) -> None:
    mode = row.pop("mode", None)
    if mode not in MODES:
        raise SourceError(f"{offering.id}: unknown mode {mode!r}; add it to the table of modes")
    for name, capability in FLAGS.items():
        offering.can(capability, row.pop(name, None))
    for key, flags in (("supported_modalities", _INPUTS), ("supported_output_modalities", OUTPUTS)):
        for modality in row.pop(key, ()):
            if modality in flags and flags[modality] not in offering.flags:
                offering.can(flags[modality], True)
    for capability in MODES[mode]:
        offering.can(capability, True)
    drop(row, ("mode",))


SOURCE = Source(
    name="litellm",
    title="LiteLLM price map",
    url=_URL,
    licence="MIT, LiteLLM",
    own_listing_of=None,
    bounds=Bounds(
        least=2_500,
        most=10_000,
        fill={
            "max_context": 0.60,
            "max_output": 0.50,
            "input_per_1m": 0.60,
            "output_per_1m": 0.60,
            "chat": 0.50,
            "retires_on": 0.10,
        },
    ),
    parse=parse,
    fetch=Fetch(gather=whole(_URL)),
)
