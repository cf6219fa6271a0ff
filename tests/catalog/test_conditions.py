"""Every keyword is documented, typed and read; every name of a field can be asked by."""

import ast
import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import modeldex
from modeldex import InvalidValueError, ModelCatalog, ModelConfig, UnknownNameError
from modeldex.catalog import conditions, evidence
from modeldex.catalog.columns import field_names
from modeldex.catalog.conditions import KEYWORDS
from modeldex.catalog.criteria.table import CRITERIA, criterion
from modeldex.catalog.named_field import NAMED
from modeldex.catalog.query import SORTS

_NO_FIELD = ("model_id", "provider", "capabilities", "prices")
ATTRIBUTES = [name for name in ModelConfig.__fields__ if name not in _NO_FIELD]


def _typed() -> dict[str, str]:
    """Keyword -> what is written under it, in the type that checkers see."""
    tree = ast.parse(Path(inspect.getfile(conditions)).read_text("utf-8"))
    body = next(n.body for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "Conditions")
    return {
        field.target.id: text.value.value
        for field, text in zip(body[1::2], body[2::2], strict=True)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def test_the_keywords_that_are_typed_are_those_that_are_read():
    assert list(_typed()) == list(KEYWORDS)
    assert all(text.endswith(".") for text in _typed().values())


@pytest.mark.parametrize("keyword", [*KEYWORDS, "sort", "reverse", "offset", "limit"])
def test_the_description_of_find_models_names_every_keyword(keyword: str):
    assert f"`{keyword}`" in (inspect.getdoc(ModelCatalog.find_models) or "")


@pytest.mark.parametrize(
    "keyword", [keyword for keyword in KEYWORDS if keyword not in ("capabilities", "lacks")]
)
def test_none_asks_nothing(keyword: str, small: ModelCatalog):
    asked: dict[str, Any] = {keyword: None}

    assert small.find_models(**asked) == small.all_models()
    assert small.count_models(**asked) == len(small)


@pytest.mark.parametrize("name", NAMED)
def test_every_name_that_can_be_asked_by_is_taken_by_why_and_the_other_evidence(
    name: str, small: ModelCatalog
):
    said, stated = small.why("acme/falcon-2", name), {one.field for one in small.why("acme/falcon-2")}

    assert {one.field for one in said} <= stated
    assert all(isinstance(row.value, str) for row in small.history("acme/falcon-2", name))
    assert set(small.conflicts(field=name)) <= set(small.conflicts())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("reasoning", {"mmlu", "gpqa"}),
        ("pricing", {"input_tokens", "output_tokens", "cache_read_tokens", "input_tokens@batch"}),
        ("id", set()),
        ("provider", set()),
    ],
)
def test_what_follows_from_others_is_stated_by_them(name: str, fields: set[str], small: ModelCatalog):
    said = {one.field for one in small.why("acme/falcon-2", name)}

    assert fields & said == fields & {one.field for one in small.why("acme/falcon-2")}
    assert bool(said) is bool(fields)


@pytest.mark.parametrize("name", [*field_names(), *ATTRIBUTES])
def test_every_name_that_why_takes_can_be_asked_by(name: str, small: ModelCatalog):
    known, unknown = (small.count_models(where=f"{name}{how}?") for how in ("!=", "="))

    assert known + unknown == len(small)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_is_the_field_that_why_takes_it_for(name: str):
    assert criterion(name) is criterion(evidence.field_key(name))


@pytest.mark.parametrize("name", [*SORTS, *(name for name, one in CRITERIA.items() if one.falls is not None)])
def test_every_amount_date_and_name_is_an_order(name: str, small: ModelCatalog):
    ordered = small.find_models(sort=name)

    assert sorted(model.id for model in ordered) == [model.id for model in small.all_models()]
    assert {*small.find_models(sort=name, reverse=True)} == {*ordered}


@pytest.mark.parametrize("name", ["vision", "status", "open_weights", "alias", "benchmarks", "category"])
def test_what_has_no_order_is_refused_as_one(name: str, small: ModelCatalog):
    with pytest.raises(InvalidValueError, match=f"sort: {name} has no order"):
        small.find_models(sort=name)


def test_an_unknown_order_gets_those_like_it(small: ModelCatalog):
    with pytest.raises(UnknownNameError, match="unknown order 'relased'; did you mean released") as caught:
        small.find_models(sort="relased")

    assert {*SORTS, "gpqa", "retires_on", "input_tokens"} <= {*caught.value.known}
    assert not {"vision", "status", "benchmarks"} & {*caught.value.known}


@pytest.mark.parametrize(
    ("conditions", "field", "complaint"),
    [
        ({"offset": -1}, "offset", "must be a whole number, not -1"),
        ({"offset": None}, "offset", "must be a whole number, not None"),
        ({"reverse": 1}, "reverse", "must be True or False, not 1"),
        ({"sort": 5}, "sort", "must be the name of an order or a field, not 5"),
        ({"lacks": None}, "lacks", "must be names, not None"),
        ({"lacks": ["vision", 5]}, "lacks", "must be names, not 5"),
        ({"status": 5}, "status", "must be statuses or names of them, not 5"),
        ({"status": ["active", None]}, "status", "must be statuses or names of them"),
        ({"maker": 5}, "maker", "must be text, not 5"),
        ({"can_classify": "yes"}, "can_classify", "must be True, False or None, not 'yes'"),
        ({"min_input": 1.5}, "min_input", "must be a whole number of tokens, not 1.5"),
        ({"max_cache_read_cost": "free?"}, "max_cache_read_cost", "must be a number, not 'free?'"),
        ({"released_before": "June"}, "released_before", "must be a date like 2025-06-01"),
        ({"retires_before": 2027}, "retires_before", "must be a date like 2025-06-01"),
        ({"knowledge_since": "2025-13"}, "knowledge_since", "must be a date like 2025-06-01"),
        ({"updated_since": ""}, "updated_since", "must be a date like 2025-06-01"),
    ],
)
def test_a_condition_that_cannot_be_is_named(
    conditions: dict[str, Any], field: str, complaint: str, small: ModelCatalog
):
    with pytest.raises(InvalidValueError) as refusal:
        small.find_models(**conditions)

    assert list(refusal.value.problems) == [field]
    assert complaint in refusal.value.problems[field]


@pytest.mark.parametrize("day", ["2026-02-01", date(2026, 2, 1), datetime(2026, 2, 1, 12, tzinfo=UTC)])
def test_a_day_may_be_a_date_or_its_text(day: str | date, small: ModelCatalog):
    since, before = small.find_models(released_since=day), small.find_models(released_before=day)

    assert [model.id for model in since] == ["acme/falcon-2", "hub/acme/falcon-2"]
    assert [model.id for model in before] == ["acme/falcon-0", "acme/falcon-1", "bazaar/aurora-7b"]


def test_all_that_is_wrong_is_named_at_once(small: ModelCatalog):
    with pytest.raises(InvalidValueError) as refusal:
        small.find_models(min_context=-1, where="gpqa>=high", limit=-1, released_since="June")

    assert sorted(refusal.value.problems) == ["limit", "min_context", "released_since", "where"]


@pytest.mark.parametrize("keyword", ["sort", "limit", "offset", "reverse", "min_contxt"])
def test_a_count_has_no_order_and_no_unknown_condition(keyword: str, small: ModelCatalog):
    asked: dict[str, Any] = {keyword: 1}

    with pytest.raises(TypeError, match=rf"count_models\(\) got an unexpected keyword argument '{keyword}'"):
        small.count_models(**asked)


def test_a_slip_in_a_keyword_gets_the_right_one():
    with pytest.raises(TypeError, match="did you mean max_input_cost"):
        modeldex.find_models(max_input_costs=1)  # type: ignore[call-arg]
