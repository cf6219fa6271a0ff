"""What nobody states: the fields that an offering ought to have and has not.

A field is asked of the offerings that it can be stated of: an output limit not of an embedding
model, a rate per token not of an image model that is priced per image, an end only of what is
deprecated. Retired offerings are not asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS
from modeldex.catalog.evidence import field_key
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import UnknownNameError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.core.model_config import ModelConfig

_CONVERSES = ("chat", "tool_use", "thinking", "structured_output")
_OTHER_WORK = ("image_output", "video_output", "audio_output", "transcription", "ocr", "realtime")
_JUDGES = ("embedding", "reranking", "moderation")


def _is_any(model: ModelConfig, names: Iterable[str]) -> bool:
    return any(model.supports(name) for name in names)


def _reads_text(model: ModelConfig) -> bool:
    """Whether it takes text by the token: it converses, embeds, or nobody says that it does other work."""
    return _is_any(model, _CONVERSES) or not _is_any(model, _OTHER_WORK)


def _writes_text(model: ModelConfig) -> bool:
    return _reads_text(model) and not _is_any(model, _JUDGES)


def _is_deprecated(model: ModelConfig) -> bool:
    return model.status is ModelStatus.DEPRECATED


def _always(model: ModelConfig) -> bool:
    return bool(model.id)


ASKED: dict[str, Callable[[ModelConfig], bool]] = {
    "input_per_1m": _reads_text,
    "output_per_1m": _writes_text,
    "cache_per_1m": lambda model: bool(model.supports("prompt_cache")),
    "max_context": _reads_text,
    "max_output": _writes_text,
    "maker": _always,
    "model": _always,
    "family": _always,
    "open_weights": _always,
    "release_date": _always,
    "knowledge_cutoff": _writes_text,
    "deprecated_on": _is_deprecated,
    "retires_on": _is_deprecated,
    "successor": _is_deprecated,
    "benchmarks": _writes_text,
    "tps": _writes_text,
    "ttft_ms": _writes_text,
    **dict.fromkeys(CAPABILITIES, _writes_text),
}
"""Field -> of which offerings it is asked; a capability is unknown where nobody says yes or no."""

_RATE_FIELDS = {
    "input_tokens": "input_per_1m",
    "output_tokens": "output_per_1m",
    "cache_read_tokens": "cache_per_1m",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A field, and where nobody states it."""

    field: str
    """Field name as the tables write it."""
    asked: int
    """Offerings, not retired, that it can be stated of."""
    lacking: tuple[str, ...]
    """Full ids of those that lack it."""

    @property
    def share(self) -> float:
        """Part of the offerings asked that lack it, 0 to 1."""
        return len(self.lacking) / self.asked if self.asked else 0.0

    def most_at(self, count: int) -> dict[str, int]:
        """The providers where most offerings lack it, the most first."""
        counts = Counter(full_id.partition("/")[0] for full_id in self.lacking)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:count])


def gaps(models: Iterable[ModelConfig], field: str | None = None) -> tuple[Gap, ...]:
    """Where each field is missing, or one; UnknownNameError lists the fields that are asked for."""
    served = [model for model in models if model.status is not ModelStatus.RETIRED]
    names = tuple(ASKED) if field is None else (_asked_field(field),)
    asked = {holds: [model for model in served if holds(model)] for holds in {ASKED[name] for name in names}}
    return tuple(_gap(name, asked[ASKED[name]]) for name in names)


def _asked_field(name: str) -> str:
    key = field_key(name)
    key = _RATE_FIELDS.get(key, key)
    if key not in ASKED:
        raise UnknownNameError("field to miss", name, ASKED)
    return key


def _gap(name: str, asked: list[ModelConfig]) -> Gap:
    return Gap(name, len(asked), tuple(model.id for model in asked if not _is_stated(model, name)))


def _is_stated(model: ModelConfig, name: str) -> bool:
    if name in CAPABILITIES:
        return model.supports(name) is not None
    value = getattr(model, FIELDS[name].name)
    if name in _RATE_FIELDS.values():
        return value is not None or model.pricing == "variable"
    return value is not None and value != {}
