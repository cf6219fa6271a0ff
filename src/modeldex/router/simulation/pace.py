"""`Paces`: how long models take to answer, by what was recorded of them, else by the catalog's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.providers.shapes.shape import OK

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.providers.shapes.shape import RequestShape

_MS = 1e-3


class Pace(NamedTuple):
    """How long one call takes; None: unknown."""

    first_token_seconds: float | None
    seconds: float | None


UNKNOWN_PACE = Pace(None, None)


class _Means:
    """What was recorded of one model, added up."""

    __slots__ = ("calls", "first", "firsts", "rest", "rest_tokens", "seconds")

    def __init__(self) -> None:
        self.calls = 0
        self.seconds = 0.0
        self.firsts = 0
        self.first = 0.0
        self.rest = 0.0
        """Seconds from the first token to the last, of the calls of which both are known."""
        self.rest_tokens = 0
        """Tokens that were written in them."""


class Paces:
    """How long the models of a recording take; what it grows with is the number of models."""

    def __init__(self) -> None:
        self._means: dict[str, _Means] = {}

    def learn(self, model: str, shape: RequestShape) -> None:
        """Take in how long recorded calls of a model took."""
        if shape.outcome != OK or shape.seconds is None:
            return
        means = self._means.setdefault(model, _Means())
        means.calls += shape.calls
        means.seconds += shape.seconds * shape.calls
        if shape.first_token_seconds is not None:
            means.firsts += shape.calls
            means.first += shape.first_token_seconds * shape.calls
            written = written_tokens(shape)
            if written:
                means.rest += max(0.0, shape.seconds - shape.first_token_seconds) * shape.calls
                means.rest_tokens += written * shape.calls

    def of(self, model: ModelConfig, full_id: str, shape: RequestShape) -> Pace:
        """How long a model takes to answer such a call.

        Where first tokens were recorded: as long as to those, and then by the token; else the mean of its
        recorded calls, whatever their size; else the figures of the catalog.
        """
        means = self._means.get(full_id)
        written = written_tokens(shape)
        if means is None:
            return _by_catalog(model, written)
        first = means.first / means.firsts if means.firsts else None
        if first is not None and written is not None and means.rest_tokens:
            return Pace(first, first + written * means.rest / means.rest_tokens)
        return Pace(first, means.seconds / means.calls)


def written_tokens(shape: RequestShape) -> int | None:
    """Tokens that a recorded call wrote, its reasoning included; None where the provider did not say."""
    usage = shape.usage
    return None if usage is None else usage.output_tokens + usage.reasoning_tokens


def _by_catalog(model: ModelConfig, written: int | None) -> Pace:
    first = None if model.ttft_ms is None else float(model.ttft_ms) * _MS
    per_second = model.tokens_per_second
    if first is not None and written is not None and per_second:
        return Pace(first, first + written / float(per_second))
    whole = model.latency_p50_ms
    return Pace(first, None if whole is None else float(whole) * _MS)
