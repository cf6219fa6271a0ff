"""What is different in another catalog."""

from collections.abc import Callable
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.pipeline.build import build_catalog

Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(facts: Path) -> Edit:
    """Replace a text in a table of the facts; the text must stand there."""

    def replace(table: str, old: str, new: str) -> None:
        path = facts / table
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return replace


@pytest.fixture
def changes(small: ModelCatalog, facts: Path, tmp_path: Path) -> Callable[[], list[tuple[str | None, ...]]]:
    def diff() -> list[tuple[str | None, ...]]:
        build_catalog(facts, tmp_path / "other.sqlite")
        found = small.diff(ModelCatalog.open(tmp_path / "other.sqlite"))
        return [(change.model, change.field, change.before, change.after) for change in found]

    return diff


def test_a_catalog_does_not_differ_from_itself(small: ModelCatalog, changes):
    assert small.diff(small) == ()
    assert changes() == []


def test_a_changed_fact_is_told_with_both_values(edit: Edit, changes):
    edit("sources/survey.csv", "acme/falcon-1,,Falcon 1,C,1,4,,32000", "acme/falcon-1,,Falcon 1,C,1,4,,64000")

    assert changes() == [("acme/falcon-1", "max_context", "32000", "64000")]


def test_a_changed_price_is_told_as_the_current_rate(edit: Edit, changes):
    edit("sources/listing.csv", "C,0.075,0.3", "C,0.08,0.3")

    assert changes() == [("hub/aurora-7b", "input_tokens", "0.075", "0.08")]


def test_rates_with_conditions_are_told_apart(edit: Edit, changes):
    edit("sources/survey.csv", "input_tokens@>200000=5", "input_tokens@>200000=6")
    edit("sources/survey.csv", "output_tokens@batch=5", "output_tokens@flex=5")

    assert changes() == [
        ("acme/falcon-2", "input_tokens@>200000", "5", "6"),
        ("acme/falcon-2", "output_tokens@batch", "5", None),
        ("acme/falcon-2", "output_tokens@flex", None, "5"),
    ]


def test_every_condition_of_a_rate_is_part_of_its_name(edit: Edit, changes):
    edit(
        "sources/survey.csv",
        "output_tokens@batch=5",
        "output_tokens@batch=5 pages@region:eu=3"
        " output_images@hours:1-5T00:00-06:00=1 output_images@variant:1024x1024=2",
    )

    assert changes() == [
        ("acme/falcon-2", "output_images@hours:1-5T00:00-06:00", None, "1"),
        ("acme/falcon-2", "output_images@variant:1024x1024", None, "2"),
        ("acme/falcon-2", "pages@region:eu", None, "3"),
    ]


def test_a_price_in_another_currency_says_so(changes, facts: Path):
    (facts / "prices" / "bazaar.csv").write_text(
        "id,unit,amount,currency,recorded_on,source\nbazaar/echo,pages,7,EUR,2025-01-01,community\n"
    )

    assert changes() == [("bazaar/echo", "pages@currency:EUR", None, "7 EUR")]


def test_a_capability_that_becomes_known_is_told(edit: Edit, changes):
    edit("sources/listing.csv", "chat tool_use -vision", "chat -tool_use streaming")

    assert changes() == [
        ("hub/aurora-7b", "streaming", None, "true"),
        ("hub/aurora-7b", "tool_use", "true", "false"),
        ("hub/aurora-7b", "vision", "false", None),
    ]


def test_models_that_came_and_went_are_told(edit: Edit, changes, facts: Path):
    edit("sources/listing.csv", "hub/auto,Auto", "hub/zen,Zen")

    assert changes() == [("hub/auto", "id", "hub/auto", None), ("hub/zen", "id", None, "hub/zen")]


def test_a_difference_reads_the_same_from_the_other_side(edit: Edit, facts: Path, tmp_path: Path, small):
    edit("sources/listing.csv", "C,0.075,0.3", "C,0.08,0.3")
    edit("sources/listing.csv", "hub/auto,Auto", "hub/zen,Zen")
    build_catalog(facts, tmp_path / "other.sqlite")
    other = ModelCatalog.open(tmp_path / "other.sqlite")

    there = [(c.model, c.field, c.before, c.after) for c in small.diff(other)]
    back = [(c.model, c.field, c.after, c.before) for c in other.diff(small)]

    assert there == back
    assert len(there) == 3
