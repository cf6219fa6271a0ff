"""How fresh sources are, what came of asking them, where they fall short; and what is held back."""

import json
import re
from datetime import date

import pytest

from modeldex import DataError
from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.fetch import FetchOutcome
from modeldex.pipeline.report.facts import ReportFacts, gather
from modeldex.pipeline.report.forms import FORMS, written
from modeldex.pipeline.report.sources import SourceState

AS_OF = date(2026, 3, 11)
HELD = (
    "source,id,field,before,after,stated_on,seen_on,accepted_on\n"
    "litellm,lumen/lumi-2,input_tokens,2,30,2026-02-01,2026-03-01,\n"
    "litellm,lumen/lumi-1,max_output,4096,409600,2026-02-01,2026-03-01,2026-03-05\n"
)


@pytest.fixture
def house(house):
    """The small folder of facts, with its schema."""
    house.write("schema.json", json.dumps(row_schema()))
    return house


def _facts(house, *outcomes: FetchOutcome) -> ReportFacts:
    return gather(house.data, read_directory(house.data), house.merged(), AS_OF, outcomes=outcomes)


def _state(facts: ReportFacts, name: str) -> SourceState:
    (found,) = [one for one in facts.sources if one.info.name == name]
    return found


def _section(facts: ReportFacts, title: str) -> str:
    return written(facts, "markdown").partition(f"## {title}")[2].partition("\n## ")[0]


def test_a_source_has_an_age_and_the_oldest_value_that_is_still_taken_from_it(house):
    facts = _facts(house)

    assert [(one.info.name, one.age) for one in facts.sources] == [
        ("litellm", 10), ("models_dev", 38), ("openrouter", 55)
    ]  # fmt: skip
    assert _state(facts, "models_dev").oldest == "2026-01-20"
    assert _state(facts, "openrouter").oldest == "2026-01-15"
    assert _state(facts, "litellm").rates == 6


def test_a_rate_that_stands_for_long_makes_its_source_s_oldest_value(house):
    house.write(
        "prices/lumen.csv",
        "id,unit,amount,currency,recorded_on,kind,source\nlumen/lumi-1,input_tokens,1,USD,2023-05-04,market,litellm\n",
    )  # fmt: skip

    assert _state(_facts(house), "litellm").oldest == "2023-05-04"


def test_sources_below_their_bounds_are_named_with_what_is_missing(house):
    facts = _facts(house)

    assert any("3 rows, at least" in fault for fault in _state(facts, "litellm").faults)
    assert "3 rows, at least" in _section(facts, "Freshness")


def test_rows_that_a_listing_no_longer_has_fill_no_bound(house):
    house.edit("sources/openrouter.csv", "max_context,caps", "max_context,caps,original")
    house.edit(
        "sources/openrouter.csv", "tool_use json_mode", "tool_use json_mode,status=last_listed:2026-01-01"
    )

    assert any("0 rows, at least" in fault for fault in _state(_facts(house), "openrouter").faults)


def test_what_came_of_asking_is_told_with_the_age_of_what_stands_in(house):
    facts = _facts(
        house,
        FetchOutcome(source="litellm", outcome="fetched", rows=3, unknown_fields={"new.field": 3}),
        FetchOutcome(
            source="models_dev", outcome="failed", reason="503 after 4 tries", last_good="2026-02-01"
        ),
        FetchOutcome(source="openrouter", outcome="skipped", reason="set OPENROUTER_API_KEY"),
        FetchOutcome(source="newcomer", outcome="failed", reason="timed out"),
    )
    text = _section(facts, "Freshness")

    assert "4 sources asked: 2 failed, 1 fetched, 1 skipped." in text
    assert "| `models_dev` | failed  | 38 days old    | 503 after 4 tries" in text
    assert "| `openrouter` | skipped | 55 days old    | set OPENROUTER_API_KEY" in text
    assert "| `newcomer`   | failed  | none           | timed out" in text
    assert "| `litellm` | `new.field` |     3 |" in text


def test_without_an_asking_nothing_is_said_of_it(house):
    text = _section(_facts(house), "Freshness")

    assert "last fetch" not in text
    assert "Not fetched" not in text


def test_jumps_that_wait_and_those_that_were_let_through_stand_apart(house):
    house.write("held.csv", HELD)
    facts = _facts(house)
    text = _section(facts, "Held back")

    assert [(one.id, one.after) for one in facts.held] == [("lumen/lumi-2", "30")]
    assert [(one.id, one.accepted_on) for one in facts.accepted] == [("lumen/lumi-1", "2026-03-05")]
    assert "### Waiting: 1" in text
    assert "### Accepted: 1" in text


def test_a_fault_in_what_is_held_back_is_an_error_with_its_place(house):
    house.write("held.csv", HELD.replace("2026-03-01,\n", "soon,\n"))

    with pytest.raises(DataError, match=r"held\.csv:2"):
        _facts(house)


def test_json_has_numbers_as_numbers_and_null_for_what_is_not_known(house):
    house.write("held.csv", HELD)
    record = json.loads(written(_facts(house), "json"))
    (source,) = [one for one in record["sources"] if one["source"] == "litellm"]

    assert list(record) == [
        "format", "version", "newest_source_seen_on", "as_of", "targets", "floors", "wanted", "spot_checks",
        "own_listings", "changes", "held", "accepted", "sources", "sources_without_data", "unlisted",
        "benchmarks", "conflicts", "totals", "coverage", "over_time", "duplicates", "schema", "issues",
        "missing",
    ]  # fmt: skip
    assert (source["age_days"], source["rows"], source["fetch"]) == (10, 3, None)
    assert record["totals"]["offerings"] == 5
    assert record["benchmarks"]["share_checked_in_time"] is None
    assert record["held"][0]["after"] == "30"
    assert record["conflicts"]["widest_gaps"][0]["lowest"] == "0.5"


@pytest.mark.parametrize("form", FORMS)
def test_the_same_facts_have_the_same_text(form: str, house):
    house.write("held.csv", HELD)

    assert written(_facts(house), form) == written(_facts(house), form)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_what_third_parties_say_becomes_no_markup_anywhere(form: str, house):
    hostile = "<img src=x onerror=alert(1)>|[x](https://evil.example)"
    house.write("held.csv", HELD.replace("lumen/lumi-2", f"lumen/{hostile}"))
    house.write("wanted.csv", f"kind,name,pattern,note\nfamily,{hostile},nimbus-,{hostile}\n")
    house.append("sources/models_dev.csv", f"bazaar/{hostile},{hostile},C,9,90,,,,,,,,")
    outcomes = (FetchOutcome(source=hostile, outcome="failed", reason=hostile, unknown_fields={hostile: 1}),)
    former = house.data.parent / "before.sqlite"
    house.build()
    house.catalog.rename(former)
    house.append("sources/litellm.csv", f"bazaar/2{hostile},C,1,2,,,,,,,,")
    facts = gather(
        house.data, read_directory(house.data), house.merged(), AS_OF, before=former, outcomes=outcomes
    )
    text = written(facts, form)

    assert "evil.example" in text
    if form == "html":
        assert "<img" not in text
        assert "onerror=alert(1)&gt;" in text
    else:
        outside_of_code = "".join(text.split("`")[::2])
        assert re.search(r"(?<!\\)(<img|\]\(|\[x)", outside_of_code) is None


def test_hostile_text_in_json_stays_within_its_string(house):
    house.write("held.csv", HELD.replace("lumen/lumi-2", 'lumen/</script>\u2028"'.replace('"', "'")))
    text = written(_facts(house), "json")

    assert text.isascii()
    assert json.loads(text)["held"][0]["offering"] == "lumen/</script>\u2028'"
