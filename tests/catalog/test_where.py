"""Conditions as text: any field, compared, known or unknown."""

from typing import Any

import pytest

from modeldex import InvalidValueError, ModelCatalog, UnknownNameError
from modeldex.catalog.where import split

FALCON_0, FALCON_1, FALCON_2 = "acme/falcon-0", "acme/falcon-1", "acme/falcon-2"
FREE, ECHO, UNKNOWN = "bazaar/aurora-7b", "bazaar/echo", "cellar/aurora-7b"
RESOLD, CHEAP, VARIABLE = "hub/acme/falcon-2", "hub/aurora-7b", "hub/auto"
ALL = [FALCON_0, FALCON_1, FALCON_2, FREE, ECHO, UNKNOWN, RESOLD, CHEAP, VARIABLE]


def _ids(catalog: ModelCatalog, **conditions: Any) -> list[str]:
    return [model.id for model in catalog.find_models(**conditions)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("max_context>=200000", [FALCON_2, RESOLD]),
        ("context_window >= 200000", [FALCON_2, RESOLD]),
        ("context_window=1000000", [FALCON_2]),
        ("context_window<1000000", [FALCON_0, FALCON_1, FREE, ECHO, RESOLD, CHEAP]),
        ("max_context=?", [UNKNOWN, VARIABLE]),
        ("max_context!=?", [FALCON_0, FALCON_1, FALCON_2, FREE, ECHO, RESOLD, CHEAP]),
        ("vision=true", [FALCON_2, RESOLD]),
        ("supports_vision=yes", [FALCON_2, RESOLD]),
        ("vision!=false", [FALCON_2, RESOLD]),
        ("gpqa>=60", [FALCON_2]),
        ("gpqa>60", []),
        ("reasoning>0.7", [FALCON_1, FALCON_2]),
        ("input_tokens<=0.075", [FREE, CHEAP]),
        ("input_per_1m<0.075", [FREE]),
        ("cost_per_1m_input_tokens=free", [FREE]),
        ("input_tokens=variable", [VARIABLE]),
        ("input_tokens!=free", [FALCON_0, FALCON_1, FALCON_2, ECHO, RESOLD, CHEAP, VARIABLE]),
        ("input_tokens!=variable", [FALCON_0, FALCON_1, FALCON_2, FREE, ECHO, RESOLD, CHEAP]),
        ("input_tokens=?", [UNKNOWN]),
        ("input_tokens@batch<=1.25", [FALCON_2]),
        ("cost_per_1m_batch_input_tokens>1.25", []),
        ("status=deprecated", [FALCON_1]),
        ("status!=active", [FALCON_0, FALCON_1, FREE]),
        ("status=R", [FALCON_0]),
        ("category=local", [UNKNOWN]),
        ("category!=local", [one for one in ALL if one != UNKNOWN]),
        ("pricing=variable", [VARIABLE]),
        ("maker!=acme", [FREE, UNKNOWN, CHEAP]),
        ("maker=?", [ECHO, VARIABLE]),
        ("provider=acme-ai", [FALCON_0, FALCON_1, FALCON_2]),
        ("model=acme/falcon-2", [FALCON_2, RESOLD]),
        ("canonical_model=acme/falcon-2", [FALCON_2, RESOLD]),
        ("open_weights=no", [FALCON_1, FALCON_2, RESOLD]),
        ("alias=falcon-latest", [FALCON_2]),
        ("alias!=falcon-latest", []),
        ("aliases!=?", [FALCON_2]),
        ("api_name=falcon-2", [FALCON_2]),
        ("id=hub/auto", [VARIABLE]),
        ("model_id=aurora-7b", [FREE, UNKNOWN, CHEAP]),
        ("retires_on<2026-06", [FALCON_0]),
        ("release_date>=2026", [FALCON_2, RESOLD]),
        ("benchmarks!=?", [FALCON_1, FALCON_2]),
        (("vision=true", "provider=hub"), [RESOLD]),
        (["input_tokens!=?", "max_context=?"], [VARIABLE]),
        ((), ALL),
    ],
)
def test_a_condition_on_any_field(where: Any, expected: list[str], small: ModelCatalog):
    assert _ids(small, where=where) == expected
    assert small.count_models(where=where) == len(expected)


@pytest.mark.parametrize(
    "field", ["vision", "max_context", "maker", "input_tokens", "alias", "gpqa", "status"]
)
def test_what_is_known_and_what_is_not_take_the_catalog_apart(field: str, small: ModelCatalog):
    assert sorted(_ids(small, where=f"{field}=?") + _ids(small, where=f"{field}!=?")) == sorted(ALL)


def test_texts_and_keywords_hold_together(small: ModelCatalog):
    assert _ids(small, where="vision=true", provider="hub", max_input_cost=3) == [RESOLD]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("max_context>=200000", ("max_context", ">=", "200000")),
        (" gpqa > 80 ", ("gpqa", ">", "80")),
        ("input_tokens@>200000<=2", ("input_tokens@>200000", "<=", "2")),
        ("input_tokens@batch,>200000>1", ("input_tokens@batch,>200000", ">", "1")),
        ("input_tokens@>200000,batch!=?", ("input_tokens@>200000,batch", "!=", "?")),
        ("name=a=b", ("name", "=", "a=b")),
        ("name=<none>", ("name", "=", "<none>")),
    ],
)
def test_a_text_is_a_field_a_comparison_and_a_value(text: str, parts: tuple[str, str, str]):
    assert split(text) == parts


@pytest.mark.parametrize(
    ("where", "complaints"),
    [
        ("max_context", ["'max_context'", "must be a field, one of >= <= > < = !=, and a value"]),
        ("", ["''", "must be a field"]),
        (">=5", ["'>=5'", "must be a field"]),
        ("max_context!5", ["'max_context!5'", "must be a field"]),
        ("max_context>=lots", ["'max_context>=lots'", "max_context takes a whole number"]),
        ("max_context>=-1", ["a whole number"]),
        ("max_context>=", ["a whole number"]),
        ("max_context>=?", ["a whole number", "? after = is unknown"]),
        ("gpqa>=high", ["gpqa takes a number"]),
        ("gpqa>=nan", ["gpqa takes a number"]),
        ("vision=maybe", ["vision takes true or false"]),
        ("vision>=true", ["vision takes true or false after = !="]),
        ("open_weights=perhaps", ["open_weights takes yes or no"]),
        ("release_date<yesterday", ["release_date takes a date like 2025-06-01"]),
        ("input_tokens<=cheap", ["input_per_1m takes an amount in USD", "free, variable"]),
        ("input_tokens>=free", ["an amount in USD"]),
        ("input_tokens@batch<=-1", ["input_tokens@batch takes an amount"]),
        ("maker>acme", ["maker takes a name that the catalog knows after = !="]),
        ("name=", ["name takes a text"]),
        ("benchmarks=mmlu", ["benchmarks takes ? alone"]),
        ("benchmarks>5", ["benchmarks takes ? alone"]),
        (["max_context>=lots", "gpqa>=high"], ["'max_context>=lots'", "'gpqa>=high'"]),
        (["gpqa>=80", 5], ["5: must be a text"]),
        (5, ["must be conditions like max_context>=200000", "not 5"]),
    ],
)
def test_a_condition_that_cannot_be_is_named_with_what_its_field_takes(
    where: Any, complaints: list[str], small: ModelCatalog
):
    with pytest.raises(InvalidValueError) as refusal:
        small.find_models(where=where)

    assert list(refusal.value.problems) == ["where"]
    assert all(complaint in refusal.value.problems["where"] for complaint in complaints), refusal.value


@pytest.mark.parametrize(
    ("where", "kind", "name", "near"),
    [
        ("gpaq>=80", "field", "gpaq", "gpqa"),
        ("max_contxt>=1", "field", "max_contxt", "max_context"),
        ("visoin=true", "field", "visoin", "vision"),
        ("suports_vision=true", "field", "suports_vision", "supports_vision"),
        ("input_token<1", "field", "input_token", "input_tokens"),
        ("category=locale", "category", "locale", "local"),
        ("pricing=fre", "pricing", "fre", "free"),
        ("status=retierd", "status", "retierd", "retired"),
        ("maker=boreal", "maker", "boreal", "borealis"),
        ("provider=bazar", "provider", "bazar", "bazaar"),
        ("model=acme/falcon2", "model", "acme/falcon2", "acme/falcon-2"),
        ("quality=verifed", "quality", "verifed", "verified"),
    ],
)
def test_a_name_that_is_none_gets_those_like_it(
    where: str, kind: str, name: str, near: str, small: ModelCatalog
):
    with pytest.raises(UnknownNameError) as caught:
        small.find_models(where=where)

    assert (caught.value.kind, caught.value.name) == (kind, name)
    assert near in str(caught.value).partition("known:")[0]


def test_a_benchmark_that_a_catalog_alone_knows_is_a_field_of_it(small: ModelCatalog):
    bundled = ModelCatalog.bundled()
    name = next(name for model in bundled for name in model.benchmarks if name.startswith("arena"))

    found = bundled.find_models(where=f"{name}>=1", sort=name)
    scores = [model.benchmarks[name] for model in found]

    assert scores == sorted(scores, reverse=True)
    assert scores
    with pytest.raises(UnknownNameError, match=f"unknown field '{name}'"):
        small.find_models(where=f"{name}>=1")


def test_a_rate_with_a_condition_that_no_model_has_finds_none(small: ModelCatalog):
    assert _ids(small, where="input_tokens@>123456<=5") == []
    assert _ids(small, where="input_tokens@>123456=?") == ALL
