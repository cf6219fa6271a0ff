"""On the whole bundled catalog: a text condition means what it says of each model."""

import operator
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import ModelCatalog, ModelConfig
from modeldex.core.capability import CAPABILITIES
from modeldex.core.days import today
from modeldex.core.quality import BENCHMARKS, DERIVED_FROM

_COMPARED = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_COUNTS = ("context_window", "max_input_tokens", "max_output_tokens", "rate_limit_rpm")
_DAYS = ("release_date", "knowledge_cutoff", "retires_on", "deprecated_on", "updated")
_NUMBERS = ("ttft_ms", "tokens_per_second")
_WORDS = (
    "provider", "maker", "family", "canonical_model", "category", "source", "quality", "name", "id",
    "pricing",
)  # fmt: skip
_RATES = (
    "input_tokens", "output_tokens", "cache_read_tokens", "input_tokens@batch", "output_tokens@>200000",
    "input_images", "web_searches", "input_tokens@currency:CNY",
)  # fmt: skip
VARIABLE = "variable"


@cache
def _all() -> tuple[ModelConfig, ...]:
    return ModelCatalog.bundled().all_models()


def _rate(model: ModelConfig, key: str) -> Decimal | str | None:
    """The amount in force, VARIABLE, or None where it is unknown."""
    found = next((price for price in model.prices if price.key == key and price.in_force_now(today())), None)
    return None if found is None else VARIABLE if found.amount is None else found.amount


@cache
def _known(field: str) -> dict[str, Any]:
    """Id -> value, of the models of which the field is known."""
    values = {model.id: _value(model, field) for model in _all()}
    return {full_id: value for full_id, value in values.items() if value is not None}


def _value(model: ModelConfig, field: str) -> Any:
    if field in _RATES:
        return _rate(model, field)
    if field in BENCHMARKS:
        return model.benchmarks.get(field)
    if field in DERIVED_FROM:
        return getattr(model.quality_scores, field)
    if field in CAPABILITIES:
        return model.supports(field)
    value = getattr(model, field)
    return None if field == "pricing" and value == "unknown" else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _stated(fields: tuple[str, ...], comparisons: list[str]) -> st.SearchStrategy[tuple[str, str, Any]]:
    """A field, a comparison, and a value that some model has there."""
    return st.sampled_from([field for field in fields if _known(field)]).flatmap(
        lambda field: st.tuples(
            st.just(field),
            st.sampled_from(comparisons),
            st.sampled_from(sorted({_text(value) for value in _known(field).values()})),
        )
    )


_MEASURES = st.deferred(
    lambda: _stated((*_COUNTS, *_DAYS, *_NUMBERS, *BENCHMARKS, *DERIVED_FROM), list(_COMPARED))
)
_EQUALS = st.deferred(lambda: _stated((*_WORDS, *CAPABILITIES), ["=", "!="]))
_AMOUNTS = st.deferred(lambda: _stated(_RATES, list(_COMPARED)))


def _asked(where: str) -> list[str]:
    found = ModelCatalog.bundled().find_models(where=where)
    assert ModelCatalog.bundled().count_models(where=where) == len(found)
    return [model.id for model in found]


@settings(max_examples=80, deadline=None)
@given(_MEASURES | _EQUALS)
def test_a_comparison_is_met_by_what_compares_so(condition: tuple[str, str, str]):
    field, comparison, text = condition
    known = _known(field)
    value = next(value for value in known.values() if _text(value) == text)
    compared = _COMPARED[comparison]

    assert _asked(f"{field}{comparison}{text}") == [
        full_id for full_id, own in known.items() if compared(own, value)
    ]


@settings(max_examples=60, deadline=None)
@given(_AMOUNTS, st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal("-0.000001")]))
def test_an_amount_is_compared_exactly(condition: tuple[str, str, str], apart: Decimal):
    field, comparison, text = condition
    amounts = {full_id: own for full_id, own in _known(field).items() if own != VARIABLE}
    bound = Decimal(0) if text == VARIABLE else max(Decimal(text) + apart, Decimal(0))
    compared = _COMPARED[comparison]

    assert _asked(f"{field}{comparison}{bound}") == [
        full_id for full_id, own in amounts.items() if compared(own, bound)
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from((*_COUNTS, *_DAYS, *_WORDS, *_RATES, *BENCHMARKS, *DERIVED_FROM, *CAPABILITIES)),
    st.booleans(),
)
def test_a_question_mark_asks_whether_it_is_known(field: str, known: bool):
    assert _asked(f"{field}{'!=' if known else '='}?") == [
        model.id for model in _all() if (model.id in _known(field)) is known
    ]


def test_an_unknown_price_list_is_a_word_too():
    unknown = [model.id for model in _all() if model.pricing == "unknown"]

    assert _asked("pricing=unknown") == _asked("pricing=?") == unknown
    assert len(_asked("pricing!=unknown")) == len(_all()) - len(unknown)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(_RATES), st.sampled_from(["free", "variable"]), st.booleans())
def test_free_and_variable_are_states_of_a_known_rate(field: str, word: str, same: bool):
    state = {
        full_id: own == (VARIABLE if word == "variable" else 0) for full_id, own in _known(field).items()
    }

    assert _asked(f"{field}{'=' if same else '!='}{word}") == [
        full_id for full_id, is_so in state.items() if is_so is same
    ]
