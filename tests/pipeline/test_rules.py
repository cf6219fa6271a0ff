"""Every rule finds what it is for in a small folder of facts, and nothing where all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modeldex.core.price import Price
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.rules.base import DOUBT, ERROR, Facts
from modeldex.pipeline.rules.table import RULES, issues

if TYPE_CHECKING:
    from .conftest import House

NAMES = [rule.name for rule in RULES]
MANIFEST = "sources/manifest.csv"
SHOP = "sources/shop.csv"
LISTING = "sources/listing.csv"


@pytest.fixture
def shop(house: House) -> House:
    """A folder with two sources: `shop` about anybody, and `listing`, the own one of `bazaar`."""
    for path in ("litellm", "models_dev", "openrouter"):
        (house.data / "sources" / f"{path}.csv").unlink()
    (house.data / "curated" / "lumen.csv").unlink()
    house.write("aliases.csv", "kind,alias,target,reason\n")
    for slug in ("north", "south", "east"):
        house.write(f"providers/{slug}.toml", f'name = "{slug}"\ncategory = "aggregators"\n')
    house.write(
        MANIFEST,
        "source,title,url,licence,own_listing_of,seen_on,offerings\n"
        "listing,A listing,https://bazaar.example,facts,bazaar,2026-03-01,1\n"
        "shop,A shop,https://shop.example,MIT,,2026-03-01,1\n",
    )
    return house


def facts_of(house: House) -> Facts:
    directory = read_directory(house.data)
    return Facts(merge(house.data, directory), directory)


def found(facts: Facts, name: str) -> list[tuple[str, str | None, str]]:
    return [
        (one.finding.subject, one.finding.field, one.finding.detail)
        for one in issues(facts)
        if one.rule.name == name
    ]


def find(house: House, name: str, shop: str, listing: str = "") -> list[tuple[str, str | None, str]]:
    """What a rule finds in these rows, the first of which names the columns."""
    house.write(SHOP, shop)
    if listing:
        house.write(LISTING, listing)
    return found(facts_of(house), name)


def test_facts_that_are_in_order_give_no_issue(shop: House):
    shop.write(SHOP, "id,name,input_per_1m,output_per_1m,max_context,max_output,caps\n"
               "lumen/lumi-2,Lumi 2,2,8,200000,8192,chat tool_use\n"
               "bazaar/lumi-2,Lumi 2,2.5,9,200000,8192,chat\n")  # fmt: skip

    assert list(issues(facts_of(shop))) == []


def test_a_rule_has_a_name_of_its_own_and_says_what_to_do():
    assert len(set(NAMES)) == len(NAMES)
    assert {rule.severity for rule in RULES} == {ERROR, DOUBT}
    assert {rule.scope for rule in RULES} == {"offerings", "names", "prices", "limits", "dates", "benchmarks"}
    assert all("; " in rule.message for rule in RULES)


@pytest.mark.parametrize(
    ("name", "field", "value", "subject"),
    [
        ("missing-id", "model_id", "", "id"),
        ("missing-name", "name", None, "name"),
        ("missing-provider", "provider", "nowhere", "id"),
        ("unresolvable-successor", "successor", "lumen/lumi-9", "successor"),
        ("benchmark-out-of-range", "benchmarks", "mmlu=140", "mmlu"),
    ],
)
def test_what_no_merge_lets_through_is_found_all_the_same(
    name: str, field: str, value: object, subject: str, shop: House
):
    shop.write(SHOP, "id,name,mmlu\nlumen/lumi-2,Lumi 2,80\nlumen/lumi-3,Lumi 3,80\n")
    facts = facts_of(shop)
    assert found(facts, name) == []
    facts.merged.models["lumen/lumi-2"][field] = value

    assert [one[:2] for one in found(facts, name)] == [("lumen/lumi-2", subject)]


def test_a_negative_rate_is_found_whoever_let_it_through(shop: House):
    shop.write(SHOP, "id,input_per_1m\nlumen/lumi-2,2\n")
    facts = facts_of(shop)
    assert found(facts, "bad-price") == []
    (price,) = facts.merged.prices["lumen/lumi-2"]
    negative = Price.of("input_tokens", 2, model=price.model)
    object.__setattr__(negative, "amount", -negative.amount)  # type: ignore[operator]
    facts.merged.prices["lumen/lumi-2"] = [negative]

    assert found(facts, "bad-price") == [("lumen/lumi-2", "input_tokens", "is -2")]


def test_an_alias_of_nothing(shop: House):
    shop.write(SHOP, "id,name\nlumen/lumi-2,Lumi 2\n")
    shop.write(
        "aliases.csv", "kind,alias,target,reason\nmodel,new,lumen/lumi-2,x\nmodel,old,lumen/lumi-0,x\n"
    )

    assert found(facts_of(shop), "unresolvable-alias") == [
        ("old", "alias", "names lumen/lumi-0, which is no offering")
    ]


def test_what_is_shown_first_and_is_served_no_more(shop: House):
    shop.write(SHOP, "id,name,status\nlumen/lumi-1,Lumi 1,R\nlumen/lumi-2,Lumi 2,C\n")
    shop.write("order.toml", 'models = ["lumen/lumi-2", "lumen/lumi-1", "lumen/lumi-0"]\n')

    assert found(facts_of(shop), "gone-in-order") == [
        ("lumen/lumi-1", "status", "comes first in data/order.toml, and is served no more"),
        ("lumen/lumi-0", "id", "comes first in data/order.toml, and is no offering"),
    ]


def test_two_spellings_of_one_id(shop: House):
    rows = (
        "id,name\nlumen/lumi-2.5,Lumi\nlumen/lumi-2-5,Lumi\nlumen/lumi-2-5-mini,Mini\nbazaar/lumi-2-5,Lumi\n"
    )

    assert find(shop, "duplicate-id", rows) == [
        ("lumen/lumi-2.5", "id", "differs from lumen/lumi-2-5 in case or punctuation only")
    ]


def test_an_id_with_and_without_the_folder_of_its_maker(shop: House):
    rows = "id,name\nbazaar/lumi-2,Lumi 2\nbazaar/lumen/lumi-2,Lumi 2\nbazaar/lumen/lumi-3,Lumi 3\n"

    assert find(shop, "duplicate-name", rows) == [
        ("bazaar/lumi-2", "id", "differs from bazaar/lumen/lumi-2 in its maker's folder only")
    ]


@pytest.mark.parametrize("name", ["duplicate-id", "duplicate-name"])
@pytest.mark.parametrize(
    "rows",
    [
        "id,name\nbazaar/east/lumi-2,Lumi 2\nbazaar/west/lumi-2,Lumi 2\n",
        "id,name\nbazaar/quartz-ai/lumi-2,Lumi 2\nbazaar/lumen/lumi-2,Lumi 2\n",
        "id,input_per_1m\nbazaar/lumi-2,1\nbazaar/lumen/lumi-2,2\n",
        "id,input_per_1m\nbazaar/lumi-2.5,1\nbazaar/lumi-2-5,2\n",
    ],
    ids=["by two hosts", "of another maker", "of two prices by folder", "of two prices by spelling"],
)
def test_two_routes_of_a_gateway_are_no_duplicates(name: str, rows: str, shop: House):
    assert find(shop, name, rows) == []


def test_a_successor_that_nobody_lists(shop: House):
    rows = "id,successor\nlumen/lumi-1,lumi-9\nlumen/lumi-2,lumi-1\n"

    assert find(shop, "unlisted-successor", rows) == [
        ("lumen/lumi-1", "successor", "is said to be lumi-9, which nobody lists")
    ]


def test_a_successor_that_has_retired_is_wrong_for_what_is_served_only(shop: House):
    rows = "id,status,successor\nlumen/lumi-0,R,lumi-2\nlumen/lumi-1,D,lumi-2\nlumen/lumi-2,R,\n"

    assert find(shop, "retired-successor", rows) == [
        ("lumen/lumi-1", "successor", "is lumen/lumi-2, which is retired itself")
    ]


def test_output_that_costs_less_than_half_of_input(shop: House):
    rows = (
        "id,input_per_1m,output_per_1m,caps\nlumen/lumi-1,4,1,chat\nlumen/lumi-2,4,2,chat\n"
        "lumen/lumi-e,4,1,embedding\nlumen/lumi-g,4,1,chat\nbazaar/lumi-g,4,1,moderation\n"
    )

    assert find(shop, "output-below-half-input", rows) == [("lumen/lumi-1", "output_tokens", "is 1, input 4")]


@pytest.mark.parametrize("factor", ["10", "100", "1000", "1000000"])
def test_a_rate_that_another_source_states_in_another_unit(factor: str, shop: House):
    theirs = f"id,input_per_1m\nbazaar/lumi-2,{2 * int(factor)}\nbazaar/lumi-3,2.5\n"

    assert find(shop, "another-unit", theirs, "id,input_per_1m\nbazaar/lumi-2,2\nbazaar/lumi-3,2\n") == [
        ("bazaar/lumi-2", "input_tokens", f"is 2, shop says {2 * int(factor)}: x{int(factor):,}")
    ]


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ("bazaar/lumi-2,20.1,", "is 20.1, usually 2 at 4 providers"),
        ("bazaar/lumi-2,0.19,", "is 0.19, usually 2 at 4 providers"),
        ("bazaar/lumi-2,20,", None),
        ("bazaar/lumi-2,200,R", None),
        ("bazaar/lumi-3,200,", None),
    ],
    ids=["dear", "cheap", "ten times", "retired", "another model"],
)
def test_a_rate_far_from_what_the_model_usually_costs(row: str, detail: str | None, shop: House):
    usual = "".join(f"{slug}/lumi-2,2,\n" for slug in ("lumen", "north", "south"))
    said = find(shop, "rate-far-from-others", f"id,input_per_1m,status\n{usual}{row}\n")

    assert said == ([("bazaar/lumi-2", "input_tokens", detail)] if detail else [])


def test_few_providers_are_no_measure(shop: House):
    rows = "id,input_per_1m\nlumen/lumi-2,2\nnorth/lumi-2,2\nbazaar/lumi-2,200\n"

    assert find(shop, "rate-far-from-others", rows) == []


def test_a_window_too_small_to_converse_in_or_too_large_to_be_true(shop: House):
    rows = (
        "id,max_context,caps\nlumen/lumi-1,128,chat\nlumen/lumi-2,1024,chat\nlumen/lumi-3,10485760,chat\n"
        "lumen/lumi-4,20000000,\nlumen/lumi-5,512,\nlumen/lumi-6,77,image_output tool_use\n"
        "lumen/lumi-7,512,\nbazaar/lumi-7,512,chat embedding\n"
    )

    assert find(shop, "context-out-of-range", rows) == [
        ("lumen/lumi-1", "max_context", "is 128"),
        ("lumen/lumi-4", "max_context", "is 20,000,000"),
    ]


def test_a_model_is_judged_by_what_it_can_do_at_any_provider(shop: House):
    rows = "id,max_context,caps\nlumen/lumi-1,128,\nbazaar/lumi-1,128000,chat\n"

    assert find(shop, "context-out-of-range", rows) == [("lumen/lumi-1", "max_context", "is 128")]


def test_an_output_above_the_window(shop: House):
    shop.write(
        SHOP, "id,max_context,max_output,caps\nlumen/lumi-2,8192,8192,chat\nlumen/lumi-e,512,1024,embedding\n"
    )
    facts = facts_of(shop)
    assert found(facts, "output-above-window") == []
    facts.merged.models["lumen/lumi-2"]["max_output"] = 9000
    facts.merged.models["lumen/lumi-e"]["max_output"] = 1024

    assert found(facts, "output-above-window") == [
        ("lumen/lumi-2", "max_output", "is 9,000, the window 8,192")
    ]


def test_dates_that_cannot_follow_each_other(shop: House):
    shop.write(
        SHOP,
        "id,release_date,knowledge_cutoff,retires_on\n"
        "lumen/lumi-1,2025-06-01,2025-07,2025-05-01\nlumen/lumi-2,2025-06,2025-06-30,2025-06-30\n"
        "bazaar/lumi-1,2025-06-01,2025-07,\nbazaar/lumi-latest,2025-06-01,2025-07,\n"
        "lumen/lumi-3,2025,2025-09,\nlumen/lumi-4,2026-03-02,,\n",
    )
    facts = facts_of(shop)

    assert found(facts, "retired-before-release") == [
        ("lumen/lumi-1", "retires_on", "is 2025-05-01, released 2025-06-01")
    ]
    assert found(facts, "cutoff-after-release") == [
        ("bazaar/lumi-1", "knowledge_cutoff",
         "is 2025-07, released 2025-06-01, and so of 1 more offerings of the model"),
    ]  # fmt: skip
    assert found(facts, "released-later") == [
        ("lumen/lumi-4", "release_date", "is 2026-03-02, last looked at 2026-03-01")
    ]


def test_what_its_own_provider_lists_after_its_end(shop: House):
    ends = "id,retires_on\nbazaar/lumi-1,2026-02-01\nbazaar/lumi-2,2026-03-01\nbazaar/lumi-3,2026-02-01\n"
    lists = "id,status,retires_on\nbazaar/lumi-1,,\nbazaar/lumi-2,,\nbazaar/lumi-3,R,\n"

    assert find(shop, "listed-after-its-end", ends, lists) == [
        ("bazaar/lumi-1", "retires_on", "is 2026-02-01, listing lists it on 2026-03-01")
    ]


def test_a_percentage_stated_as_a_share_once_for_each_model(shop: House):
    rows = "id,mmlu,gpqa\nlumen/lumi-1,0.88,60\nbazaar/lumi-1,0.88,60\nlumen/lumi-2,0,88\n"

    assert find(shop, "benchmark-as-fraction", rows) == [("lumen/lumi-1", "mmlu", "is 0.88")]


def test_scores_of_a_year_and_a_half_ago(shop: House):
    rows = "id,mmlu,updated\nlumen/lumi-1,88,2024-08-29\nlumen/lumi-2,88,2024-08-30\nlumen/lumi-3,88,\n"

    assert find(shop, "stale-benchmarks", rows) == [
        ("lumen/lumi-1", "benchmarks", "shop has them of 2024-08-29")
    ]
