"""A layer of a user's own rows over a catalog: it answers with their values, and says who states them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from modeldex import DataError, InvalidValueError, ModelCatalog, ModelStatus, Usage
from modeldex.exchange.layer import layered

DAY = "2026-11-24"
Over = Callable[..., ModelCatalog]


@pytest.fixture
def over(small: ModelCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Over:
    """The small catalog under a layer of this text, today being 24 November 2026."""
    monkeypatch.setattr("modeldex.exchange.layer.today", lambda: DAY)

    def over(text: str, name: str = "mine", base: ModelCatalog | None = None) -> ModelCatalog:
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return layered(base or small, path)

    return over


def faults(over: Over, text: str) -> str:
    with pytest.raises(DataError) as caught:
        over(text)
    assert "mine.csv" in str(caught.value)
    return str(caught.value)


def rate_on(catalog: ModelCatalog, day: str) -> Decimal | None:
    return catalog.at(day).get_model_or_raise("falcon-2").cost_per_1m_input_tokens


def test_a_row_overrides_only_what_it_states(small: ModelCatalog, over: Over) -> None:
    before = small.get_model_or_raise("acme/falcon-2")
    after = over("id,max_context,caps,mmlu\nacme/falcon-2,100000,-vision,91\n").get_model_or_raise("falcon-2")

    assert (after.context_window, after.supports_vision, after.benchmarks["mmlu"]) == (100_000, False, 91)
    assert after == before.replace(
        context_window=100_000, supports_vision=False, benchmarks={**before.benchmarks, "mmlu": 91}
    )
    assert small.get_model_or_raise("acme/falcon-2") == before


def test_a_rate_takes_the_place_of_the_one_in_force_and_costs_follow(small: ModelCatalog, over: Over) -> None:
    catalog = over("id,input_per_1m,rates,updated\nacme/falcon-2,2,input_tokens@batch=0.5,2026-11-20\n")
    model, usage = catalog.get_model_or_raise("falcon-2"), Usage(input_tokens=100_000)

    assert (
        model.cost(Usage(input_tokens=1_000_000), at=DAY).amount == 5
    )  # above 200,000 tokens it is as it was
    assert model.cost(usage, at=DAY).amount == Decimal("0.2")
    assert model.cost(usage, at=DAY, service="batch").amount == Decimal("0.05")
    assert [model.id for model in catalog.find_models(max_input_cost="2", provider="acme")] == [
        "acme/falcon-1", "acme/falcon-2",
    ]  # fmt: skip


def test_the_rate_that_was_in_force_before_is_still_known_of_its_days(
    small: ModelCatalog, over: Over
) -> None:
    was = [row.value for row in small.history("falcon-2", "input_tokens")]
    catalog = over("id,input_per_1m,updated\nacme/falcon-2,2,2026-11-20\n")

    assert [row.value for row in catalog.history("falcon-2", "input_tokens")] == [*was, "2"]
    assert rate_on(catalog, "2026-11-19") == rate_on(small, "2026-11-19")
    assert rate_on(catalog, "2026-11-20") == 2


def test_a_rate_that_says_the_same_changes_nothing_but_who_says_so(small: ModelCatalog, over: Over) -> None:
    catalog = over("id,input_per_1m\nacme/falcon-2,2.50\n")

    assert catalog.get_model("falcon-2") == small.get_model("falcon-2")
    assert catalog.why("falcon-2", "input_tokens")[0].source == "layer:mine"


def test_why_says_that_the_layer_wins_and_keeps_what_others_said(small: ModelCatalog, over: Over) -> None:
    catalog = over("id,max_context,url,updated\nacme/falcon-2,100000,https://acme.example/deal,2026-11-20\n")
    first, *others = catalog.why("falcon-2", "max_context")

    assert (first.source, first.value, first.wins, first.reason) == (
        "layer:mine",
        "100000",
        True,
        "kept by hand",
    )
    assert (first.url, first.seen_on) == ("https://acme.example/deal", "2026-11-20")
    before = small.why("falcon-2", "max_context")
    assert {(one.source, one.value) for one in others} == {(one.source, one.value) for one in before}
    assert not any(one.wins for one in others)
    assert catalog.sources["layer:mine"] == 1


def test_a_question_mark_sets_a_value_back_to_unknown(over: Over) -> None:
    model = over("id,max_output,caps,mmlu\nacme/falcon-2,?,?vision,?\n").get_model_or_raise("falcon-2")

    assert (model.max_output_tokens, model.supports_vision) == (None, None)
    assert "mmlu" not in model.benchmarks
    assert model.benchmarks["gpqa"] == 60


def test_a_row_adds_a_model_that_is_found_in_every_way(small: ModelCatalog, over: Over) -> None:
    catalog = over(
        "id,alias,name,input_per_1m,output_per_1m,max_context,caps,family\n"
        "cellar/heron-9b,heron,Heron 9B,free,free,32768,chat vision,heron\n"
    )

    for name in ("cellar/heron-9b", "heron-9b", "heron", "cellar:heron-9b"):
        assert catalog.get_model_or_raise(name).id == "cellar/heron-9b"
    made = catalog.get_model_or_raise("heron")
    assert (made.status, made.category, made.source) == (ModelStatus.ACTIVE, "local", "layer:mine")
    assert made.pricing == "free"
    assert [one.id for one in catalog.search("herron")][:1] == ["cellar/heron-9b"]
    assert [one.id for one in catalog.find_models(family="heron", capabilities="vision")] == [
        "cellar/heron-9b"
    ]
    assert len(catalog) == len(small) + 1


def test_a_new_model_takes_no_bare_name_from_its_makers_own(over: Over) -> None:
    catalog = over("id,name\nhub/falcon-2,Falcon 2 at Hub\n")

    assert catalog.get_model_or_raise("falcon-2").id == "acme/falcon-2"


def test_a_provider_may_be_called_by_any_of_its_names(over: Over) -> None:
    assert (
        over("id,max_output\nacme-ai/falcon-2,5\n").get_model_or_raise("acme/falcon-2").max_output_tokens == 5
    )


def test_layers_go_over_each_other_and_the_last_one_wins(over: Over) -> None:
    first = over("id,max_output,max_context\nacme/falcon-2,5,90000\n", "one")
    both = over("id,max_output\nacme/falcon-2,6\n", "two", first)
    model = both.get_model_or_raise("falcon-2")

    assert (model.max_output_tokens, model.context_window) == (6, 90_000)
    assert [one.source for one in both.why("falcon-2", "max_output")][:1] == ["layer:two"]
    assert both.why("falcon-2", "max_output")[0].wins
    assert sum(one.wins for one in both.why("falcon-2", "max_output")) == 1


def test_two_layers_of_one_name_are_two_sources(over: Over) -> None:
    first = over("id,max_output\nacme/falcon-2,5\n")
    both = over("id,max_output\nacme/falcon-2,6\n", base=first)

    assert {"layer:mine", "layer:mine-2"} <= both.sources.keys()


def test_the_digest_follows_from_the_catalog_and_the_rows(small: ModelCatalog, over: Over) -> None:
    text = "id,max_output\nacme/falcon-2,5\n"

    assert over(text).digest == over(text).digest
    assert len({small.digest, over(text).digest, over(text.replace("5", "6")).digest}) == 3


def test_the_file_of_the_catalog_stays_as_it_was(small: ModelCatalog, over: Over) -> None:
    before = Path(small.path).read_bytes()
    catalog = over("id,max_output\nacme/falcon-2,5\n")
    with pytest.raises(InvalidValueError, match="can only be read"):
        catalog.query("DELETE FROM models")

    assert Path(small.path).read_bytes() == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,max_output\nacmee/falcon-2,5\n", "line 2: id: no provider 'acmee'; did you mean acme?"),
        ("id,max_output\nfalcon-2,5\n", "line 2: id: must be provider/model, not 'falcon-2'"),
        ("id,max_output\nacme/falcon-2,lots\n", "line 2: max_output: must be a whole number"),
        ("id,max_outptu\nacme/falcon-2,5\n", "did you mean max_output"),
        ("id,input_per_1m\nacme/falcon-2,0\n", "line 2: input_per_1m: zero is not a price here: write free"),
        ("id,input_per_1m\nacme/falcon-2,?\n", "line 2: input_per_1m: a price cannot be set back to unknown"),
        ("id,rates\nacme/falcon-2,input_tokens@batch=\n", "line 2: rates: must be key=value pairs"),
        (f"id,rates\nacme/falcon-2,input_tokens@>{2**63}=2\n", f"must be at most {2**63 - 1}"),
        (
            "id,name\nacme/falcon-2,A\nacme-ai/falcon-2,B\n",
            "line 3: id: 'acme/falcon-2' stands in line 2 too",
        ),
        ("id,updated\nacme/falcon-2,2026-11-25\n", "line 2: updated: 2026-11-25 has not come yet"),
        ("id,alias\ncellar/heron,aurora-7b\n", "line 2: alias: 'aurora-7b' names cellar/aurora-7b already"),
        (
            "id,deprecated_on\nacme/falcon-1,2028-01-01\n",
            "line 2: retires_on must not be before deprecated_on",
        ),
    ],
)
def test_a_faulty_row_is_named_with_its_line_and_its_mend(text: str, told: str, over: Over) -> None:
    assert told in faults(over, text)


def test_all_faulty_rows_are_named_at_once(over: Over) -> None:
    said = faults(over, "id,max_output\nacme/falcon-2,x\nacme/falcon-1,5\nnobody/x,5\n")

    assert "2 entries are wrong" in said
    assert "line 2: " in said
    assert "line 4: " in said


def test_whole_numbers_that_no_catalog_can_hold_are_all_named(over: Over) -> None:
    said = faults(over, f"id,max_output,tpm\nacme/falcon-2,{9:0<26},\nacme/falcon-1,,{2**63}\n")

    assert f"line 2: max_output: must be at most {2**63 - 1}" in said
    assert f"line 3: tpm: must be at most {2**63 - 1}" in said


def test_the_highest_whole_number_is_kept(over: Over) -> None:
    model = over(f"id,max_output,max_context\nacme/falcon-2,5,{2**63 - 1}\n").get_model_or_raise("falcon-2")

    assert model.context_window == 2**63 - 1


def test_a_rate_of_an_earlier_day_takes_the_place_of_the_later_one(small: ModelCatalog, over: Over) -> None:
    catalog = over("id,output_per_1m,updated\nacme/falcon-2,9,2020-01-01\n")

    assert [row.value for row in catalog.history("falcon-2", "output_tokens")][-1:] == ["9"]
    assert catalog.at("2021-01-01").get_model("acme/falcon-2") is None  # it was released in 2026
    model = catalog.get_model_or_raise("falcon-2")
    assert [price.amount for price in model.prices if price.key == "output_tokens"] == [9]


def test_a_row_that_repeats_a_note_of_a_rate_without_price_states_none(
    small: ModelCatalog, over: Over
) -> None:
    catalog = over("id,name,original\nacme/falcon-2,Falcon,input_tokens=0\n")

    assert catalog.get_model_or_raise("falcon-2").prices == small.get_model_or_raise("falcon-2").prices
    said = {one.value: one.wins for one in catalog.why("falcon-2", "input_tokens")}
    assert said["?"] is False
    assert said["2.5"] is True


def test_benchmarks_can_all_be_set_back(over: Over) -> None:
    assert dict(over("id,benchmarks\nacme/falcon-2,?\n").get_model_or_raise("falcon-2").benchmarks) == {}
