"""What is served no more as far as anybody can tell is retired by inference; its neighbours are not."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import ModelStatus

OLD, RECENT = "2024-06-01", "2025-12-01"


def add(house: Any, name: str, table: str, seen_on: str, about: str = "offerings") -> None:
    """Add a source that was seen on a day."""
    lines = house.read("sources/manifest.csv").splitlines()
    if not lines[0].endswith(",about"):
        lines = [f"{lines[0]},about", *(f"{line},offerings" for line in lines[1:])]
    lines.append(f"{name},{name},https://{name}.example,facts,,{seen_on},1,{about}")
    house.write("sources/manifest.csv", "\n".join([*lines, ""]))
    house.write(f"sources/{name}.csv", table)


def ground(house: Any, full_id: str) -> str | None:
    """Why an offering is retired, where the merge infers it; None where it is not retired."""
    catalog = house.build()
    if catalog.get_model_or_raise(full_id).status is not ModelStatus.RETIRED:
        return None
    (said,) = [one for one in catalog.why(full_id, "status") if one.source == "estimated"]
    original: str | None = said.original
    return original


def test_what_nobody_has_listed_for_more_than_a_year_is_gone_where_others_have_looked(house: Any) -> None:
    add(house, "old", "id,max_context\nlumen/lumi-0,1000\n", OLD)

    assert ground(house, "lumen/lumi-0") == f"last_listed_{OLD}"
    assert house.build().get_model_or_raise("lumen/lumi-0").retires_on is None


def test_what_was_listed_within_the_year_is_not(house: Any) -> None:
    add(house, "old", "id,max_context\nlumen/lumi-0,1000\n", RECENT)

    assert ground(house, "lumen/lumi-0") is None


def test_a_provider_at_which_nobody_has_looked_since_has_lost_nothing(house: Any) -> None:
    house.write("providers/souk.toml", 'name = "Souk"\ncategory = "regional"\n')
    add(house, "old", "id,max_context\nsouk/lumi-0,1000\n", OLD)

    assert ground(house, "souk/lumi-0") is None


def test_a_price_books_entry_stays_where_nobody_else_looks_at_the_provider(house: Any) -> None:
    house.write("providers/souk.toml", 'name = "Souk"\ncategory = "regional"\n')
    add(house, "genai_prices", "id,input_per_1m\nsouk/lumi-9,1\n", "2026-02-20")

    assert ground(house, "souk/lumi-9") is None


def test_what_is_true_of_the_model_keeps_no_offering_alive(house: Any) -> None:
    add(house, "old", "id,max_context\nlumen/lumi-0,1000\n", OLD)
    add(house, "board", "id,mmlu\nlumen/lumi-0,70\n", "2026-02-20", about="models")

    assert ground(house, "lumen/lumi-0") == f"last_listed_{OLD}"


@pytest.mark.parametrize("letter", ["D", "X", "M"])
def test_another_status_that_somebody_states_is_left_as_it_is(house: Any, letter: str) -> None:
    add(house, "old", f"id,status\nlumen/lumi-0,{letter}\n", OLD)

    assert ground(house, "lumen/lumi-0") is None


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        ("lumen/lumi-0,1,", True),
        ("lumen/lumi-0,1,1000", False),
        ("lumen/lumi-0-2025-12-01,1,", False),
        ("lumen/lumi-0-2023-12-01,1,1000", True),
        ("bazaar/lumi-0,1,", True),
        ("bazaar/lumi-0,1,1000", False),
    ],
)
def test_a_price_books_entry_speaks_for_today_where_its_model_is_known_or_new(
    house: Any, row: str, gone: bool
) -> None:
    add(house, "genai_prices", f"id,input_per_1m,max_context\n{row}\n", "2026-02-20")

    assert ground(house, row.partition(",")[0]) == ("only_in_a_price_book" if gone else None)


@pytest.mark.parametrize(("end", "gone"), [("2026-02-15", True), ("2026-01-15", False)])
def test_a_closed_model_at_a_hub_ends_with_its_maker_where_the_hub_was_last_seen_before(
    house: Any, end: str, gone: bool
) -> None:
    house.edit("sources/litellm.csv", "2026-01-31", end)
    house.append("sources/models_dev.csv", "bazaar/lumi-1,Lumi 1,C,,,,1000,,,,,,")

    assert ground(house, "bazaar/lumi-1") == (f"its_maker_ended_it_{end}" if gone else None)


def test_an_open_model_outlives_its_maker(house: Any) -> None:
    house.edit("sources/litellm.csv", "2026-01-31", "2026-02-15")
    add(house, "extra", "id,open_weights,status\nbazaar/lumi-1,Y,C\n", "2026-02-01")

    assert ground(house, "bazaar/lumi-1") is None


@pytest.mark.parametrize(
    ("gateway", "seen_on", "why"),
    [
        ("cloudflare-ai-gateway", "2026-02-20", "its_host_ended_it: lumen/lumi-1"),
        ("cloudflare-ai-gateway", "2026-03-02", None),
        ("bazaar", "2026-02-20", None),
    ],
)
def test_what_a_gateway_passes_on_ends_with_its_host(
    gateway: str, seen_on: str, why: str | None, house: Any
) -> None:
    house.write(f"providers/{gateway}.toml", f'name = "{gateway}"\ncategory = "aggregators"\n')
    house.edit("providers/lumen.toml", 'home_of = ["lumen"]\n', "")
    add(house, "listing", f"id,max_context\n{gateway}/lumen/lumi-1,32000\n", seen_on)

    assert ground(house, f"{gateway}/lumen/lumi-1") == why


def test_what_only_a_catalog_that_drops_little_has_is_gone_once_it_is_left_alone(house: Any) -> None:
    house.append("sources/litellm.csv", "lumen/lumi-0,C,1,2,1000,,,chat,,,,")
    house.append("sources/litellm.csv", "lumen/lumi-embed,C,1,,1000,,,embedding,,,,")
    house.append("sources/litellm.csv", "bazaar/lumi-0,C,1,2,1000,,,chat,,,,")
    touched = "".join(
        f"{full_id},2024-06-01\n" for full_id in ("bazaar/lumi-0", "lumen/lumi-0", "lumen/lumi-embed")
    )
    add(house, "litellm_events", f"id,updated\n{touched}", "2026-03-01", "touches")

    assert ground(house, "lumen/lumi-0") == "last_touched_2024-06-01"
    assert ground(house, "lumen/lumi-embed") is None
    assert ground(house, "bazaar/lumi-0") is None


def test_a_release_that_only_a_board_knows_tells_the_age_of_a_price_books_entry(house: Any) -> None:
    add(house, "genai_prices", "id,max_context,input_per_1m\nlumen/lumi-5,1000,1\n", "2026-03-01")
    assert ground(house, "lumen/lumi-5") is None

    add(house, "board", "id,release_date\nlumen/lumi-5,2024-01\n", "2026-01-01", "models")
    assert ground(house, "lumen/lumi-5") == "only_in_a_price_book"
