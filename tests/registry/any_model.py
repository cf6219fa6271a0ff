"""Any model that there can be, for hypothesis: every kind of field, prices included."""

from typing import Any

from hypothesis import strategies as st

from modeldex import ModelConfig, ModelStatus, Price, QualityScores
from modeldex.core.capability import Capability
from modeldex.core.fields import Choice, Count, Day, Number, Text, YesNo
from modeldex.core.list_fields import Names, Scores
from modeldex.core.model_fields import Quality
from modeldex.core.record import Field
from modeldex.core.usage import UNITS

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=12)
_DAYS = st.one_of(st.dates().map(str), st.sampled_from(["2025", "2025-06"]))
_NUMBERS = st.one_of(st.integers(0, 100), st.floats(0, 100))
_AMOUNTS = st.one_of(st.sampled_from(["free", "variable", "1e-6"]), st.decimals(0, 1000, places=6))


def _prices(days: list[str], **rest: Any) -> Price:
    first, last = sorted(days)
    return Price.of(**rest, valid_from=first, valid_to=last)


_SERVICES = st.sampled_from(["standard", "batch", "flex"])
PRICES = st.builds(
    _prices,
    st.lists(st.dates().map(str), min_size=2, max_size=2, unique=True),
    unit=st.sampled_from(sorted(UNITS)),
    amount=_AMOUNTS,
    service=_SERVICES,
    currency=st.sampled_from(["USD", "CNY"]),
    above_tokens=st.sampled_from([200_000, 1_000_000]),
    region=st.sampled_from([None, "eu"]),
    hours_utc=st.sampled_from([None, "1-5T00:00-06:00"]),
    variant=st.sampled_from([None, "1024x1024"]),
    recorded_on=st.none() | st.dates().map(str),
    kind=st.sampled_from(["market", "correction"]),
    source=st.none() | st.just("survey"),
)
"""Rows that hold above some number of tokens, so that they never contradict a base rate."""


def _scores(field: Field) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["mmlu", "gpqa", "of_their_own"])
    numbers = st.floats(0, 1) if isinstance(field, Quality) else _NUMBERS
    if isinstance(field, Quality):
        return st.builds(QualityScores, reasoning=numbers, coding=st.none() | numbers)
    return st.dictionaries(names, numbers, max_size=3)


def values_of(name: str) -> st.SearchStrategy[Any]:
    """Values that a field of a model may have."""
    field = ModelConfig.__fields__[name]
    kinds: tuple[tuple[Any, Any], ...] = (
        (Scores, lambda: _scores(field)),
        (Names, lambda: st.lists(_WORDS, max_size=3).map(tuple)),
        (Choice, lambda: st.sampled_from(getattr(field, "choices", ()))),
        (Day, lambda: _DAYS),
        (Text, lambda: _WORDS),
        (Count, lambda: st.integers(1, 10**12)),
        (Number, lambda: _NUMBERS),
        (YesNo | Capability, st.booleans),
    )
    if name == "status":
        return st.sampled_from(list(ModelStatus))
    if name == "prices":
        return st.lists(PRICES, max_size=3)
    found = next((make for kind, make in kinds if isinstance(field, kind)), None)
    return _AMOUNTS if found is None else found()


_OWN = ("provider", "model_id", "capabilities")
_TOGETHER = ("deprecated_on", "retires_on")
"""Fields that may contradict each other."""
FIELDS = tuple(name for name in ModelConfig.__fields__ if name not in (*_OWN, *_TOGETHER))
"""Every field but those that name the model, say what flags say, or need each other."""

FACTS = st.lists(st.sampled_from(FIELDS), max_size=12, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: values_of(name) for name in names})
)
"""Some fields of a model."""
_ENDS = st.dictionaries(st.sampled_from(_TOGETHER), st.sampled_from(["2026-11-01", "2027-11-01"]))


def _are_in_order(ends: dict[str, Any]) -> bool:
    return len(ends) < len(_TOGETHER) or bool(ends["deprecated_on"] <= ends["retires_on"])


MODELS = st.builds(
    lambda facts, ends, name: ModelConfig(provider="mine", model_id=name, **facts, **ends),
    FACTS,
    _ENDS.filter(_are_in_order),
    _WORDS,
)
"""Any model of the provider `mine`."""
