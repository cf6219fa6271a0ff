"""What conditions can ask of: the fields of a request and of a candidate, in two tables.

A rule's condition asks of the request alone, and names its fields as they stand here. A policy's asks of a
candidate, and of the request under `request.`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from modeldex.core.capability import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.asked.request import RouteRequest

Asked = TypeVar("Asked")
"""Of what a field is read: a request or a model."""

TEXT, COUNT, NUMBER, YES_NO, NAMES = "text", "whole number", "number", "true or false", "list of texts"
"""Kinds of value. A number is compared with one that has a point: `2.0`."""

KNOWN = "known"
"""A list of texts that any condition can ask of: the names of those fields in it whose value is known."""

Value = str | int | float | bool | tuple[str, ...]


class ConditionField(NamedTuple, Generic[Asked]):
    """One field that conditions can ask of."""

    name: str
    """As conditions write it."""
    kind: str
    """What its values are: TEXT, COUNT, NUMBER, YES_NO or NAMES."""
    meaning: str
    """One line, with its unit."""
    read: Callable[[Asked], Value | None]
    """Its value; None: unknown, or not stated."""


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _output(asked: RouteRequest) -> int | None:
    return asked.max_output_tokens if asked.output_tokens is None else asked.output_tokens


def _mean_quality(model: ModelConfig) -> float | None:
    known = model.quality_scores.known()
    return sum(known.values()) / len(known) if known else None


def _plain(name: str, kind: str, meaning: str) -> ConditionField[Any]:
    """A field that stands under the same name in the request or the model."""
    return ConditionField(name, kind, meaning, attrgetter(name))


def _price(name: str, meaning: str, attribute: str) -> ConditionField[ModelConfig]:
    return ConditionField(name, NUMBER, meaning, lambda one: _number(getattr(one, attribute)))


def _score(name: str) -> ConditionField[ModelConfig]:
    return ConditionField(name, NUMBER, f"score for {name}, 0 to 1", attrgetter(f"quality_scores.{name}"))


def _supports(name: str, meaning: str) -> ConditionField[ModelConfig]:
    return ConditionField(f"supports_{name}", YES_NO, meaning, attrgetter(f"supports_{name}"))


_OF_REQUEST: tuple[ConditionField[RouteRequest], ...] = (
    _plain("operation", TEXT, "what a model is asked to do: chat, embedding ..."),
    _plain("models", NAMES, "names of the models that may answer, as written"),
    _plain("fallbacks", NAMES, "names of the models that come after these"),
    _plain("capabilities", NAMES, "capabilities that are needed"),
    _plain("input_modalities", NAMES, "what is read: text, image ..."),
    _plain("output_modalities", NAMES, "what is made: text, image ..."),
    _plain("input_tokens", COUNT, "tokens of the input"),
    _plain("cached_input_tokens", COUNT, "how many a cache may hold"),
    ConditionField("output_tokens", COUNT, "tokens of output to expect, else their limit", _output),
    _plain("max_output_tokens", COUNT, "limit of output that is set"),
    _plain("parameters", NAMES, "names of what else the request states"),
    _plain("only_providers", NAMES, "providers that alone may be chosen"),
    _plain("not_providers", NAMES, "providers that may not"),
    _plain("only_makers", NAMES, "makers that alone may be chosen"),
    _plain("not_makers", NAMES, "makers that may not"),
    _plain("only_regions", NAMES, "regions that alone may serve it"),
    _plain("not_regions", NAMES, "regions that may not"),
    ConditionField("max_cost", NUMBER, "USD that the call may cost", lambda one: _number(one.max_cost)),
    _plain("max_latency_ms", NUMBER, "milliseconds it may take"),
    _plain("task", TEXT, "reasoning, coding, creative or summarization"),
    _plain("min_quality", NUMBER, "least score for the task, 0 to 1"),
    ConditionField("has_session", YES_NO, "whether it is of a session", lambda one: one.session is not None),
    _plain("session", TEXT, "key of the session"),
    _plain("key", TEXT, "id of the caller's key"),
)  # fmt: skip

_OF_CANDIDATE: tuple[ConditionField[ModelConfig], ...] = (
    ConditionField("model", TEXT, "full id, provider/model_id", lambda one: one.id),
    _plain("model_id", TEXT, "the provider's own id"),
    _plain("provider", TEXT, "slug of the provider"),
    _plain("maker", TEXT, "slug of who published the model"),
    _plain("canonical_model", TEXT, "maker/name, wherever it is served"),
    _plain("family", TEXT, "family its maker puts it in"),
    _plain("category", TEXT, "kind of provider: core, aggregators ..."),
    ConditionField("status", TEXT, "active, preview, deprecated ...", lambda one: one.status.name.lower()),
    _plain("open_weights", YES_NO, "whether the weights can be downloaded"),
    _plain("release_date", TEXT, "date like 2025-06-01, 2025-06 or 2025"),
    _plain("knowledge_cutoff", TEXT, "date, as above"),
    _plain("retires_on", TEXT, "date on which it is no longer served"),
    _plain("context_window", COUNT, "tokens of input and output"),
    _plain("max_input_tokens", COUNT, "most input, stated apart"),
    _plain("max_output_tokens", COUNT, "most output tokens"),
    _price("input_price", "USD per million input tokens, base rate", "cost_per_1m_input_tokens"),
    _price("output_price", "USD per million output tokens, base rate", "cost_per_1m_output_tokens"),
    _price("cache_read_price", "USD per million tokens read from a cache", "cost_per_1m_cache_read_tokens"),
    ConditionField("quality", NUMBER, "mean of its known scores, 0 to 1", _mean_quality),
    _score("reasoning"),
    _score("coding"),
    _score("creative"),
    _score("summarization"),
    ConditionField("first_token_ms", NUMBER, "median milliseconds to the first token", attrgetter("ttft_ms")),
    _plain("tokens_per_second", NUMBER, "median output tokens per second"),
    ConditionField("capabilities", NAMES, "those it is known to have", lambda one: tuple(one.capabilities)),
)  # fmt: skip


REQUEST_FIELDS = {field.name: field for field in _OF_REQUEST}
"""Name -> field of a request, as a rule's condition writes it."""

CANDIDATE_FIELDS = {
    field.name: field
    for field in (*_OF_CANDIDATE, *(_supports(name, one.meaning) for name, one in CAPABILITIES.items()))
}
"""Name -> field of a candidate."""

STATED_FIELDS = {
    f"request.{field.name}": field._replace(name=f"request.{field.name}") for field in _OF_REQUEST
}
"""Name -> field of a request, as a policy's condition writes it."""
