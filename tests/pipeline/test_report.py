"""The state of the facts in numbers: each number is what the folder of facts says."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from modeldex.catalog.row_schema import row_schema
from modeldex.core.evidence import REASONS
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.report.facts import ReportFacts, gather
from modeldex.pipeline.rules.base import Facts
from modeldex.pipeline.rules.table import RULES, issues

PRICES = (
    "id,unit,amount,currency,valid_from,valid_to,recorded_on,kind,supersedes,source\n"
    "lumen/lumi-2,input_tokens,3,USD,2025-11-10,2026-01-20,,market,,litellm\n"
    "lumen/lumi-2,input_tokens,2,USD,2026-01-20,,,market,0123456789abcdef,litellm\n"
)


@pytest.fixture
def house(house):
    """The small folder of facts, with its schema."""
    house.write("schema.json", json.dumps(row_schema()))
    return house


def _facts(house, as_of: date = date(2026, 3, 11)) -> ReportFacts:
    return gather(house.data, read_directory(house.data), house.merged(), as_of)


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(getattr(row, "field", None) or row.name): row for row in rows}


def test_totals_count_offerings_and_what_is_known_of_those_that_have_not_retired(house):
    totals = _facts(house).totals

    assert (totals.whole.offerings, totals.whole.current, totals.providers) == (5, 4, 3)
    assert (totals.whole.priced, totals.whole.limited, totals.full) == (4, 4, 4)
    assert totals.whole.able == 2
    assert (totals.scored, totals.retiring) == (0, 1)


def test_a_price_in_another_currency_is_a_price(house):
    before = _facts(house).totals
    house.append(
        "sources/models_dev.csv",
        "bazaar/yuan,Yuan,C,,,,,,,,,,input_tokens@currency:CNY=4 output_tokens@currency:CNY=8",
    )
    after = _facts(house).totals

    assert after.with_any_rate == before.with_any_rate + 1
    assert after.whole.priced == before.whole.priced + 1


def test_an_image_model_has_a_rate_though_none_for_tokens(house):
    before = _facts(house).totals
    house.append("sources/models_dev.csv", "bazaar/brush,Brush,C,,,,,,,,,,output_images=0.04")
    after = _facts(house).totals

    assert after.with_any_rate == before.with_any_rate + 1
    assert after.whole.priced == before.whole.priced


def test_price_rows_that_replaced_another_and_those_that_ended_are_counted_and_dated(house):
    house.write("prices/lumen.csv", PRICES)
    facts = _facts(house)

    assert facts.totals.price_changes == 1
    assert facts.totals.closed_prices == 1
    assert facts.price_changes == [("2026-01", 1)]
    assert _by_name(facts.reach)["with dated price changes"].offerings == 1


def test_fill_rates_are_of_all_and_of_what_has_not_retired(house):
    fill = _by_name(_facts(house).fills)["tool_use"]

    assert (fill.offerings, fill.share, fill.share_of_current) == (2, 2 / 5, 2 / 4)


def test_what_the_merge_itself_gives_is_no_coverage(house):
    fields = _by_name(_facts(house).fills)

    assert {"status", "source", "quality", "updated", "category"}.isdisjoint(fields)


def test_categories_stand_in_their_order_and_providers_by_size(house):
    facts = _facts(house)

    assert [(one.name, one.offerings) for one in facts.categories][:2] == [("core", 2), ("aggregators", 3)]
    assert [(one.name, one.current) for one in facts.providers] == [
        ("bazaar", 2), ("lumen", 1), ("openrouter", 1)
    ]  # fmt: skip


def test_reach_counts_a_provider_and_its_plans_but_no_namesake(house):
    for slug in ("zai", "zai-coding-plan", "zaibatsu"):
        house.write(f"providers/{slug}.toml", 'name = "Z"\ncategory = "regional"\n')
        house.append("sources/models_dev.csv", f"{slug}/m,M,C,,,,,,,,,,")

    assert _by_name(_facts(house).reach)["Zhipu, own service"].offerings == 2


def test_sources_stand_by_the_day_on_which_they_were_seen(house):
    assert [one.info.name for one in _facts(house).sources] == ["litellm", "models_dev", "openrouter"]


def test_statements_are_as_many_as_the_catalog_has(house):
    house.build()
    with sqlite3.connect(house.catalog) as db:
        (count,) = db.execute(
            "SELECT (SELECT count(*) FROM claims) + (SELECT count(*) FROM model_claims)"
        ).fetchone()
    db.close()

    assert _facts(house).disagreements.statements == count


def test_fields_of_two_sources_are_compared_and_rounding_is_told_apart(house):
    dissents = _by_name(_facts(house).disagreements.dissents)

    window = dissents["max_context"]
    assert (window.compared, window.differing, window.rounded) == (2, 1, 1)
    assert (dissents["status"].compared, dissents["status"].share) == (2, 0)
    assert dissents["input_tokens"].share == 1 / 2
    assert "name" not in dissents


@pytest.mark.parametrize(("rate", "differing"), [("2.009", 0), ("2.02", 1)])
def test_rates_within_half_a_percent_are_one(house, rate: str, differing: int):
    house.edit("sources/models_dev.csv", "lumen/lumi-2,Lumi 2,C,2,8,", f"lumen/lumi-2,Lumi 2,C,{rate},8,")
    house.edit("sources/litellm.csv", "quartz-7,C,0.5,1.5", "quartz-7,C,0.55,1.55")
    house.edit("sources/models_dev.csv", "C,0.6,1.6", "C,0.55,1.55")
    rates = _by_name(_facts(house).disagreements.dissents)["input_tokens"]

    assert (rates.differing, rates.rounded) == (differing, 1 - differing)


def test_a_gap_has_both_ends_the_winner_and_the_catalog_s_reason(house):
    gap = _facts(house).disagreements.gaps[0]
    won = house.build().why(gap.model, gap.field)[0]

    assert (gap.model, gap.field) == ("openrouter/quartz-ai/quartz-7", "input_tokens")
    assert (str(gap.least), gap.says_least, str(gap.most), gap.says_most) == (
        "0.5", "litellm", "0.6", "models_dev"
    )  # fmt: skip
    assert (gap.taken, gap.winner, gap.reason) == (won.value, won.source, won.reason)
    assert gap.reason in REASONS


def test_the_widest_gap_comes_first_and_what_has_retired_has_none(house):
    house.edit("sources/models_dev.csv", "C,0.6,1.6", "C,0.6,15")
    house.append("sources/models_dev.csv", "lumen/lumi-1,Lumi 1,C,900,4,,,,,,,,")
    gaps = _facts(house).disagreements.gaps

    assert [gap.field for gap in gaps] == ["output_tokens", "input_tokens"]
    assert gaps[0].factor == 10


def test_a_free_rate_is_no_end_of_a_gap(house):
    house.edit("sources/litellm.csv", "quartz-7,C,0.5,1.5", "quartz-7,C,free,free")

    assert [gap.says_least for gap in _facts(house).disagreements.gaps] == ["openrouter", "openrouter"]


def test_likenesses_count_once_and_what_was_folded_is_told_with_its_reason(house):
    house.append("sources/models_dev.csv", "bazaar/LUMI-2,Lumi 2,C,2.5,9,,,,,,,,")
    house.append("sources/models_dev.csv", "bazaar/quartz_7,Quartz 7,C,,,,,,,,,,")
    found = _facts(house).duplicates

    assert dict(found.by_rule)["duplicate-id"] == 1
    assert (found.offerings, found.share) == (1, 1 / 6)
    assert [number for _, number in found.folded] == [1]
    assert found.examples == (*house.merged().folded.items(),)
    assert found.examples[0][1].endswith(found.folded[0][0])


def test_every_rule_is_listed_with_what_it_finds(house):
    house.edit("sources/models_dev.csv", ",128000,vision,,2026-01-21,", ",500000,vision,,2026-01-21,")
    house.edit("curated/lumen.csv", "id,max_output,", "id,successor,max_output,")
    house.edit("curated/lumen.csv", "lumen/lumi-1,8192", "lumen/lumi-1,lumi-9,8192")
    facts = Facts(house.merged(), read_directory(house.data))
    found = Counter(issue.rule.name for issue in issues(facts))

    assert found
    assert {one.rule.name: one.found for one in _facts(house).rules} == {
        rule.name: found[rule.name] for rule in RULES
    }


def test_what_nobody_states_is_counted_with_where(house):
    lack = _by_name(_facts(house).lacks)["tool_use"]

    assert (lack.offerings, lack.share) == (2, 2 / 4)
    assert lack.providers == (("bazaar", 2),)


def test_releases_count_models_once_and_quarters_without_any_are_there(house):
    house.edit("sources/litellm.csv", "max_output,caps,", "max_output,release_date,caps,")
    house.edit("sources/litellm.csv", "272000,128000,tool", "272000,128000,2025-11-02,tool")
    house.edit("sources/litellm.csv", "32000,4096,,", "32000,4096,2025-03-30,,")
    house.edit("sources/litellm.csv", "64000,8192,tool", "64000,8192,2024,tool")
    facts = _facts(house)

    assert facts.releases == [("2025-Q1", 1), ("2025-Q2", 0), ("2025-Q3", 0), ("2025-Q4", 1)]
    assert facts.releases_by_year_only == 1


def test_a_folder_without_facts_gives_a_report_of_nothing(house):
    for table in ("litellm", "models_dev", "openrouter"):
        (house.data / "sources" / f"{table}.csv").unlink()
    (house.data / "curated" / "lumen.csv").unlink()
    house.write("aliases.csv", "kind,alias,target,reason\n")
    facts = _facts(house)

    assert facts.totals.whole.offerings == 0
    assert facts.duplicates.share == 0
    assert facts.disagreements.dissents == []
    assert {fill.share for fill in facts.fills} == {0}
