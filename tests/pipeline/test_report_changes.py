"""What changed since the last build: in words, by provider, with conflicts that came and went."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.report.changes import Since
from modeldex.pipeline.report.facts import ReportFacts, gather
from modeldex.pipeline.report.markdown import markdown
from modeldex.pipeline.report.page import Page
from modeldex.pipeline.report.sections import page

AS_OF = date(2026, 3, 11)
GOLDEN = Path(__file__).parent.parent / "golden" / "report-changes.md"


@pytest.fixture
def house(house, tmp_path: Path):
    """The small folder of facts with its tables, and a copy of it from before."""
    house.write("schema.json", json.dumps(row_schema()))
    house.tables()
    shutil.copytree(house.data, tmp_path / "before")
    return house


def _page(house) -> Page:
    return page(_facts(house))


def _facts(house) -> ReportFacts:
    before = house.data.parent / "before"
    return gather(house.data, read_directory(house.data), house.merged(), AS_OF, before=before)


def _since(house) -> Since:
    since = _facts(house).since
    assert since is not None
    return since


def test_changes_read_as_sentences_by_provider_the_core_ones_first(house):
    house.edit("sources/litellm.csv", "lumen/lumi-2,C,2,8,", "lumen/lumi-2,C,2,10,")
    house.edit("sources/litellm.csv", "output_tokens@batch=4", "output_tokens@batch=5")
    house.edit("sources/models_dev.csv", "lumen/lumi-2,Lumi 2,C,2,8,", "lumen/lumi-2,Lumi 2,C,2,10,")
    house.edit("sources/models_dev.csv", "C,2.5,9,,400000,", "C,2.5,9,,200000,")
    house.edit(
        "sources/models_dev.csv",
        "bazaar/quartz-7,Quartz 7,P,free,free,,64000,,8192,-vision,,2026-01-22,\n",
        "",
    )
    house.append("sources/models_dev.csv", "bazaar/lumi-3,Lumi 3,C,4,12,,,,,,,,")
    house.edit("curated/lumen.csv", "id,max_output,", "id,successor,max_output,")
    house.edit("curated/lumen.csv", "lumen/lumi-1,8192", "lumen/lumi-1,lumi-2,8192")
    for table in ("models/aggregators/bazaar.csv", "prices/bazaar.csv"):
        (house.data / table).unlink()  # what is in a table and in no source is kept as it is

    section = markdown(_page(house)).partition("## Changes")[2].partition("\n## ")[0]
    assert "## Changes" + section == GOLDEN.read_text("utf-8")


def test_facts_that_stayed_have_no_change_and_it_is_said(house):
    since = _since(house)

    assert (since.changes, since.new_conflicts, since.resolved) == ([], [], [])
    assert "Nothing differs from version 2026-03-01-v1." in markdown(_page(house))


def test_without_the_facts_of_before_nothing_is_said_of_changes(house):
    facts = gather(house.data, read_directory(house.data), house.merged(), AS_OF)

    assert facts.since is None
    assert "## Changes" not in markdown(page(facts))


def test_a_rate_that_the_tables_keep_as_a_correction_is_told_as_one(house):
    house.write(
        "prices/lumen.csv",
        "id,unit,amount,currency,valid_from,valid_to,recorded_on,kind,supersedes,source\n"
        "lumen/lumi-2,input_tokens,20,USD,2026-02-10,2026-02-20,,market,,litellm\n"
        "lumen/lumi-2,input_tokens,2,USD,2026-02-20,,,correction,0123456789abcdef,litellm\n",
    )
    former = house.data.parent / "before" / "prices" / "lumen.csv"
    former.write_text(
        "id,unit,amount,currency,valid_from,source\nlumen/lumi-2,input_tokens,20,USD,2026-02-10,litellm\n",
        "utf-8",
    )
    of_lumi = [one for one in _since(house).changes if one.change.model == "lumen/lumi-2"]
    (told,) = [one for one in of_lumi if one.change.field == "input_tokens"]

    assert told.kind == "price corrected"
    assert told.moved == pytest.approx(-0.9)
    assert told.words == "input 20 -> 2 USD/M (-90.0 %), a correction, litellm, 2026-02-20"


def test_a_limit_that_its_source_corrected_is_told_as_one(house):
    house.edit(
        "sources/litellm.csv", "quartz-7,C,0.5,1.5,64000,64000,8192", "quartz-7,C,0.5,1.5,64000,64000,81920"
    )
    house.edit("sources/models_dev.csv", ",65000,,8192,vision", ",65000,,81920,vision")
    house.write(
        "limits/models_dev.csv",
        "id,field,value,valid_from,valid_to,recorded_on,kind,source\n"
        "openrouter/quartz-ai/quartz-7,max_output,8192,2026-01-01,2026-02-01,2026-01-01,market,models_dev\n"
        "openrouter/quartz-ai/quartz-7,max_output,81920,2026-02-01,,2026-02-01,correction,models_dev\n",
    )
    house.write("limits/litellm.csv", house.read("limits/models_dev.csv").replace("models_dev", "litellm"))
    (told,) = [one for one in _since(house).changes if one.change.field == "max_output"]

    assert "output limit 8,192 -> 81,920 tokens, wider, a correction" in told.words


def test_conflicts_that_came_and_went_are_told_apart(house):
    house.edit("sources/models_dev.csv", "lumen/lumi-2,Lumi 2,C,2,8,", "lumen/lumi-2,Lumi 2,C,3,8,")
    house.edit("sources/models_dev.csv", "C,0.6,1.6", "C,0.55,1.5")
    house.edit("sources/litellm.csv", "quartz-7,C,0.5,1.5", "quartz-7,C,0.55,1.5")
    house.edit("sources/openrouter.csv", "C,0.55,1.55", "C,0.55,1.5")
    since = _since(house)

    assert [(one.model, one.field, one.said) for one in since.new_conflicts] == [
        ("lumen/lumi-2", "input_tokens", {"litellm": "2", "models_dev": "3"})
    ]
    assert [(one.model, one.field) for one in since.resolved] == [
        ("openrouter/quartz-ai/quartz-7", "input_tokens"), ("openrouter/quartz-ai/quartz-7", "output_tokens")
    ]  # fmt: skip
    assert "### New since the last build: 1" in markdown(_page(house))


def test_long_lists_are_cut_and_counted(house):
    for number in range(30):
        house.append("sources/models_dev.csv", f"bazaar/new-{number:02},New {number},C,4,12,,,,,,,,")
    text = markdown(_page(house)).partition("## Changes")[2]

    assert "### bazaar (aggregators): 30 changes, 10 of them here" in text
    assert "| `bazaar` |      20 | added 20 |" in text
    assert "`bazaar/new-09`" in text
    assert "`bazaar/new-10`" not in text.partition("## Held back")[0]


def test_a_catalog_file_may_stand_for_the_facts_of_before(house):
    house.build()
    facts = gather(
        house.data, read_directory(house.data), house.merged(), AS_OF, before=house.catalog
    )  # fmt: skip

    assert facts.since is not None
    assert (facts.since.changes, facts.since.new_conflicts, facts.since.resolved) == ([], [], [])


def test_the_page_of_many_changes_still_fits_into_a_pull_request(house):
    for number in range(400):
        house.append("sources/models_dev.csv", f"bazaar/{'x' * 60}-{number:03},N,C,4,12,,{number + 1},,,,,,")

    assert len(markdown(_page(house))) < 65_536
