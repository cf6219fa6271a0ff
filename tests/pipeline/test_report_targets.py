"""The targets: each with what was measured; what is not measured is never met."""

import json
from datetime import date

import pytest

from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.report.facts import ReportFacts, gather
from modeldex.pipeline.report.markdown import markdown
from modeldex.pipeline.report.sections import page
from modeldex.pipeline.report.targets import FLOORS, Target

AS_OF = date(2026, 3, 11)
HEADER = "checked_on,id,field,value,verdict,page,note\n"


@pytest.fixture
def house(house):
    """The small folder of facts, with its schema."""
    house.write("schema.json", json.dumps(row_schema()))
    return house


def _facts(house, as_of: date = AS_OF) -> ReportFacts:
    return gather(house.data, read_directory(house.data), house.merged(), as_of)


def _target(facts: ReportFacts, name: str) -> Target:
    (found,) = [one for one in facts.goals.targets if one.name.startswith(name)]
    return found


def _verdicts(house, *verdicts: str, field: str = "input_tokens") -> None:
    rows = [
        f"2026-03-0{1 + number % 9},lumen/m{number},{field},1,{verdict},https://x.example,\n"
        for number, verdict in enumerate(verdicts)
    ]
    house.write("spotchecks.csv", HEADER + "".join(rows))


def test_without_verdicts_prices_and_capabilities_are_not_measured_and_not_met(house):
    facts = _facts(house)

    for name in ("prices right", "capabilities right"):
        found = _target(facts, name)
        assert (found.measured, found.met) == (None, None)
    assert "2 of 7 targets are met, 4 are not measured." in markdown(page(facts))
    assert "| not measured |" in markdown(page(facts))


def test_too_few_verdicts_measure_nothing_however_right(house):
    _verdicts(house, *["right"] * 29)

    assert _target(_facts(house), "prices right").met is None
    assert "has 29 verdicts; 30 are needed" in _target(_facts(house), "prices right").how


@pytest.mark.parametrize(("wrong", "met"), [(2, True), (3, False)])
def test_prices_are_right_where_95_in_100_are(wrong: int, met: bool, house):
    _verdicts(house, *["right"] * (40 - wrong), *["wrong"] * wrong)
    found = _target(_facts(house), "prices right")

    assert (found.met, found.sample) == (met, 40)
    assert "with 95 % confidence between" in found.how


def test_capabilities_have_a_target_of_their_own(house):
    _verdicts(house, *["right"] * 36, *["wrong"] * 4, field="vision")

    assert _target(_facts(house), "capabilities right").met is True
    assert _target(_facts(house), "prices right").met is None


def test_one_row_against_the_schema_is_one_too_many(house):
    assert _target(_facts(house), "rows that keep").met is True
    schema = json.loads(house.read("schema.json"))
    schema["properties"]["max_context"] = {"type": "integer", "maximum": 1}
    house.write("schema.json", json.dumps(schema))
    found = _target(_facts(house), "rows that keep")
    assert found.met is False
    assert found.measured is not None
    assert found.measured < 1


def test_duplicates_are_held_to_less_than_five_in_a_hundred(house):
    assert _target(_facts(house), "offerings that look").met is True
    house.append("sources/models_dev.csv", "bazaar/LUMI-2,Lumi 2,C,2.5,9,,,,,,,,")
    house.append("sources/models_dev.csv", "bazaar/quartz_7,Quartz 7,C,,,,,,,,,,")

    assert _target(_facts(house), "offerings that look").met is False


def test_floors_are_counted_and_a_small_catalog_reaches_none_of_the_large_ones(house):
    floors = {one.name: one for one in _facts(house).goals.floors}

    assert floors.keys() == FLOORS.keys()
    assert (floors["offerings"].measured, floors["offerings"].met) == (5, False)
    assert _target(_facts(house), "coverage floors").met is False


def test_what_is_asked_for_by_name_is_looked_up(house):
    assert _target(_facts(house), "families").met is None
    house.write("wanted.csv", "kind,name,pattern,note\nmaker,Lumen,lumen,\nfamily,Nimbus,nimbus-,weather\n")
    facts = _facts(house)

    assert (_target(facts, "families").measured, _target(facts, "families").met) == (0.5, False)
    assert "Nimbus" in markdown(page(facts))


def test_what_providers_list_themselves_is_held_against_what_was_taken(house):
    own = {one.kind: one for one in _facts(house).goals.own_words}

    assert (own["prices"].stated, own["prices"].same, own["prices"].others) == (2, 2, 0)
    assert (own["limits"].stated, own["capabilities"].stated) == (1, 2)
    house.write(
        "curated/openrouter.csv",
        "id,input_per_1m,caps,url,updated\n"
        "openrouter/quartz-ai/quartz-7,0.7,?tool_use,https://openrouter.ai/q,2026-02-20\n",
    )
    own = {one.kind: one for one in _facts(house).goals.own_words}

    assert (own["prices"].same, own["prices"].others) == (1, 1)
    assert (own["capabilities"].same, own["capabilities"].none) == (1, 1)


@pytest.mark.parametrize(("as_of", "met"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_benchmarks_are_current_for_thirty_days(as_of: date, met: bool, house):
    assert _target(_facts(house), "benchmark scores").met is None
    house.edit("sources/litellm.csv", "caps,retires_on", "caps,mmlu,retires_on")
    house.edit("sources/litellm.csv", "tool_use streaming,,", "tool_use streaming,88,,")
    house.edit("sources/litellm.csv", "32000,4096,,2026", "32000,4096,,,2026")
    house.edit("sources/litellm.csv", "64000,8192,tool_use,,,,", "64000,8192,tool_use,,,,,")
    facts = _facts(house, as_of)
    (source,) = facts.currency.sources

    assert (source.name, source.scores, source.seen_on, source.is_current) == (
        "litellm",
        1,
        "2026-03-01",
        met,
    )
    assert _target(facts, "benchmark scores").met is met


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target("x", least=0.95, measured=0.95), True), (Target("x", least=0.95, measured=0.9499), False),
        (Target("x", most=0.05, measured=0.05), False), (Target("x", most=0.05, measured=0.0), True),
        (Target("x", least=0.95), None), (Target("x", most=0.05), None),
    ],
)  # fmt: skip
def test_a_target_is_met_by_what_was_measured_alone(target: Target, met: bool | None):
    assert target.met is met
