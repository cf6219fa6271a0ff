"""The fields of a request: the words that they take, how each is read, and how it is written."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import InvalidRequestError
from modeldex.router.asked.data_needs import DataNeeds, data_needs
from modeldex.router.asked.field_kinds import amount, flag, name, names, number, whole, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.asked.field_kinds import Reader

OPERATIONS = ("chat", "embedding", "reranking", "transcription", "moderation", "image_output", "any")
"""What a model is asked to do; `any`: nothing is said of it."""

TASKS = ("reasoning", "coding", "creative", "summarization")
"""Kinds of work of which catalogs know how well a model does them: the names of `QualityScores`."""

ALLOW, REJECT = "allow", "reject"

INPUT_MODALITIES = ("text", "image", "audio", "video", "file")
"""What a model may read."""
OUTPUT_MODALITIES = ("text", "image", "audio", "video")
"""What a model may make."""
LICENCES = ("open", "proprietary")
"""Whether the weights can be downloaded."""
SORTS = ("price", "throughput", "latency")
"""By what alone candidates may be ordered."""

MOST_ALLOWED = 4_096
"""Entries of what a key may use."""
_MOST_TOKENS = 10**9
_MOST_MILLISECONDS = 10**9
_MOST_DAYS = 36_500
_MOST_SEED = 2**53 - 1


def _capability(written: str) -> str:
    return written.removeprefix("supports_")


READERS: Mapping[str, Reader] = MappingProxyType({
    "operation": word(*OPERATIONS),
    "models": names(),
    "fallbacks": names(),
    "policy": name,
    "same_model": flag,
    "capabilities": names(CAPABILITIES, called="capability", spelled=_capability),
    "input_modalities": names(INPUT_MODALITIES, called="modality"),
    "output_modalities": names(OUTPUT_MODALITIES, called="modality"),
    "input_tokens": whole(0, _MOST_TOKENS),
    "cached_input_tokens": whole(0, _MOST_TOKENS),
    "output_tokens": whole(0, _MOST_TOKENS),
    "max_output_tokens": whole(1, _MOST_TOKENS),
    "parameters": names(),
    "require_parameters": flag,
    "only_makers": names(),
    "not_makers": names(),
    "only_providers": names(),
    "not_providers": names(),
    "only_regions": names(),
    "not_regions": names(),
    "only_licences": names(LICENCES, called="licence"),
    "not_licences": names(LICENCES, called="licence"),
    "quantizations": names(spelled=str.lower),
    "provider_order": names(),
    "sort": word(*SORTS),
    "allow_fallbacks": flag,
    "max_input_price": amount,
    "max_output_price": amount,
    "max_request_price": amount,
    "max_image_price": amount,
    "max_cost": amount,
    "max_first_token_ms": number(_MOST_MILLISECONDS),
    "max_latency_ms": number(_MOST_MILLISECONDS),
    "min_tokens_per_second": number(10**6),
    "task": word(*TASKS),
    "min_quality": number(1, may_be_zero=True),
    "min_days_to_retirement": whole(0, _MOST_DAYS),
    "data": data_needs,
    "session": name,
    "key": name,
    "allowed_models": names(most=MOST_ALLOWED),
    "unknown": word(ALLOW, REJECT),
    "seed": whole(0, _MOST_SEED),
})  # fmt: skip
"""Field of a `RouteRequest` -> how its value is read. A value that was read once is read as itself."""


def read_field(field: str, value: Any, problems: dict[str, str]) -> Any:
    """What the value of a field means; None where it means nothing, and the problems say why."""
    try:
        return READERS[field](value)
    except InvalidRequestError as error:
        problems.update({f"{field}.{inner}": problem for inner, problem in error.problems.items()})
    except ValueError as error:
        problems[field] = str(error)
    return None


def written(value: Any) -> Any:
    """The value of a field as plain JSON has it: lists, money as text."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, DataNeeds):
        return value.record()
    return money.text(value) if isinstance(value, Decimal) else value
