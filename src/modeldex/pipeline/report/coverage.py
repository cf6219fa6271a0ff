"""How much is known: fill rates by field, category and provider, what is reached, what nobody states."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.columns import FIELDS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.list_fields import Scores
from modeldex.core.provider import CATEGORIES
from modeldex.core.quality import BENCHMARKS
from modeldex.core.status import ModelStatus
from modeldex.pipeline.missing import gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price
    from modeldex.pipeline.merged import Merged

_RATES = ("input_tokens", "output_tokens")
_LIMITS = ("max_context", "max_output")
_BOOKKEEPING = ("status", "source", "quality", "updated", "category")
"""Fields that the merge itself gives to every offering."""
CHOSEN_BY = (
    "input_per_1m", "output_per_1m", "cache_per_1m", *_LIMITS, "vision", "tool_use", "structured_output",
    "thinking", "release_date", "knowledge_cutoff", "open_weights", "maker", "benchmarks",
)  # fmt: skip
"""Fields that people choose a model by."""
_REGIONAL = (
    ("Alibaba", "alibaba", ("alibaba",)),
    ("Baidu", "baidu", ("baidu",)),
    ("Zhipu", "zai", ("zhipuai", "zai")),
    ("Moonshot", "moonshotai", ("moonshotai", "kimi-for-coding")),
    ("StepFun", "stepfun", ("stepfun",)),
    ("Sarvam", "sarvam", ("sarvam",)),
    ("Rakuten", "rakuten", ("rakuten",)),
)
"""Name, slug as a maker, and the slugs with which those of its providers begin."""


@dataclass(frozen=True, slots=True)
class Offering:
    """An offering of the merged tables, and what is known of it."""

    stored: dict[str, object]
    """Stored forms by catalog column."""
    prices: list[Price]
    """Its dated rates, those that ended too."""

    @property
    def provider(self) -> str:
        """Slug of who serves it."""
        return str(self.stored["provider"])

    @property
    def is_current(self) -> bool:
        """Whether it has not retired."""
        return self.stored["status"] != ModelStatus.RETIRED.value

    @property
    def has_any_rate(self) -> bool:
        """Whether a rate is in force, for tokens or for anything else."""
        return any(price.valid_to is None for price in self.prices)

    @property
    def is_priced(self) -> bool:
        """Whether its plain input and output rates are known, in whatever currency."""
        plain = {price.unit for price in self.prices if price.valid_to is None and _is_plain(price)}
        return plain.issuperset(_RATES)

    @property
    def is_limited(self) -> bool:
        """Whether its window and its output limit are known."""
        return all(self.stored.get(column) is not None for column in _LIMITS)

    @property
    def is_able(self) -> bool:
        """Whether it is known about vision and about tools, whether yes or no."""
        mask = CAPABILITIES["vision"].mask | CAPABILITIES["tool_use"].mask
        return (self.caps_yes | self.caps_no) & mask == mask

    @property
    def is_repriced(self) -> bool:
        """Whether one of its rates took the place of another."""
        return any(price.supersedes for price in self.prices)

    @property
    def caps_yes(self) -> int:
        """Bit mask of what it can."""
        return _mask(self.stored, "caps_yes")

    @property
    def caps_no(self) -> int:
        """Bit mask of what it cannot."""
        return _mask(self.stored, "caps_no")

    def stated(self) -> Iterator[str]:
        """Names of what is known of it: columns, capabilities, benchmarks."""
        yield from (name for name, value in self.stored.items() if value is not None and name in FIELDS)
        known = self.caps_yes | self.caps_no
        yield from (name for name, capability in CAPABILITIES.items() if known & capability.mask)
        benchmarks = self.stored.get("benchmarks")
        scores = Scores.read(str(benchmarks)) if benchmarks else {}
        yield from (name for name in scores if name in BENCHMARKS)


def offerings_of(merged: Merged) -> list[Offering]:
    """Every offering of the merged tables."""
    return [Offering(stored, merged.prices[full_id]) for full_id, stored in merged.models.items()]


@dataclass(frozen=True, slots=True)
class Count:
    """How many offerings of one kind there are, and how much is known of them."""

    name: str
    offerings: int
    current: int
    """Not retired."""
    priced: int
    """Of the current ones: with a plain input and a plain output rate, free ones included."""
    limited: int
    """Of the current ones: with a window and an output limit."""
    able: int
    """Of the current ones: known whether they have vision, and whether they call tools."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How many offerings state a field."""

    field: str
    offerings: int
    share: float
    """Of all offerings, 0 to 1."""
    share_of_current: float
    """Of those that are not retired, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A field that current offerings lack."""

    field: str
    offerings: int
    share: float
    """Of the current offerings, 0 to 1."""
    providers: tuple[tuple[str, int], ...]
    """Where most of them are, with counts."""


def fills(offerings: Sequence[Offering]) -> list[Fill]:
    """The fill rate of every field, the fullest first; what the merge itself gives is left out."""
    every: Counter[str] = Counter()
    current: Counter[str] = Counter()
    for one in offerings:
        names = list(one.stated())
        every.update(names)
        if one.is_current:
            current.update(names)
    of_all, of_current = len(offerings) or 1, sum(one.is_current for one in offerings) or 1
    known = [
        name for name in (*FIELDS, *CAPABILITIES, *BENCHMARKS) if name not in (*_BOOKKEEPING, "benchmarks")
    ]
    rates = [Fill(name, every[name], every[name] / of_all, current[name] / of_current) for name in known]
    return sorted(rates, key=lambda fill: (-fill.share_of_current, fill.field))


def by_category(offerings: Sequence[Offering]) -> list[Count]:
    """Counts of every category, in the order of the categories."""
    return [
        count(name, (one for one in offerings if one.stored.get("category") == name)) for name in CATEGORIES
    ]


def by_provider(offerings: Sequence[Offering], most: int) -> list[Count]:
    """Counts of the providers with the most current offerings."""
    held: dict[str, list[Offering]] = {}
    for one in offerings:
        held.setdefault(one.provider, []).append(one)
    counts = [count(name, served) for name, served in held.items()]
    return sorted(counts, key=lambda one: (-one.current, one.name))[:most]


def reach(offerings: Sequence[Offering]) -> list[Count]:
    """Counts of what the catalog is meant to reach."""
    return [count(name, filter(belongs, offerings)) for name, belongs in _REACHED]


def count(name: str, offerings: Iterable[Offering]) -> Count:
    """Count offerings, and what is known of the current ones."""
    offerings = list(offerings)
    current = [one for one in offerings if one.is_current]
    return Count(
        name,
        len(offerings),
        len(current),
        priced=sum(one.is_priced for one in current),
        limited=sum(one.is_limited for one in current),
        able=sum(one.is_able for one in current),
    )


def lacks(models: Iterable[ModelConfig], most_providers: int) -> list[Lack]:
    """What current offerings lack of what people choose by, the emptiest field first."""
    found = [
        Lack(gap.field, len(gap.lacking), gap.share, tuple(gap.most_at(most_providers).items()))
        for gap in gaps(models)
        if gap.field in CHOSEN_BY
    ]
    return sorted(found, key=lambda lack: (-lack.share, lack.field))


def _is_plain(price: Price) -> bool:
    """Whether a rate holds for an ordinary call, in whatever currency it is."""
    return all(word.startswith("currency:") for word in price.conditions)


def _mask(stored: dict[str, object], column: str) -> int:
    mask = stored.get(column) or 0
    assert isinstance(mask, int)
    return mask


def _served_by(*slugs: str) -> Callable[[Offering], bool]:
    """Whether a provider's slug is one of these, or one of these and a plan or region behind it."""
    return lambda one: any(f"{one.provider}-".startswith(f"{slug}-") for slug in slugs)


def _made_by(maker: str) -> Callable[[Offering], bool]:
    return lambda one: one.stored.get("maker") == maker


def _can(name: str) -> Callable[[Offering], bool]:
    return lambda one: bool(one.caps_yes & CAPABILITIES[name].mask)


_REACHED: tuple[tuple[str, Callable[[Offering], bool]], ...] = (
    ("OpenRouter", _served_by("openrouter")),
    ("Amazon Bedrock", _served_by("amazon-bedrock", "bedrock")),
    ("Together", _served_by("togetherai")),
    ("Groq", _served_by("groq")),
    ("Hugging Face", _served_by("huggingface")),
    *((f"{name}, own service", _served_by(*slugs)) for name, _, slugs in _REGIONAL),
    *((f"{name}, served anywhere", _made_by(maker)) for name, maker, _ in _REGIONAL),
    ("specialised providers", lambda one: one.stored.get("category") == "specialized"),
    ("with vision", _can("vision")),
    ("with thinking", _can("thinking")),
    ("with a retirement date", lambda one: one.stored.get("retires_on") is not None),
    ("with dated price changes", lambda one: one.is_repriced),
)
"""What is counted, and what belongs to it."""
