"""Why a statement wins: every reason has its case; and what is said of models wherever they are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modeldex.core.evidence import REASONS

if TYPE_CHECKING:
    from modeldex import ModelCatalog

LUMI = "lumen/lumi-2"


def source(
    house: Any, name: str, table: str, seen_on: str = "2026-02-15", own: str = "", about: str = ""
) -> None:
    """Add a source with its table; the manifest says what it speaks about."""
    header, *lines = house.read("sources/manifest.csv").splitlines()
    if not header.endswith(",about"):
        header, lines = f"{header},about", [f"{line},offerings" for line in lines]
    lines.append(f"{name},{name},https://{name}.example,facts,{own},{seen_on},1,{about or 'offerings'}")
    house.write("sources/manifest.csv", "\n".join([header, *sorted(lines), ""]))
    house.write(f"sources/{name}.csv", table)


def reason(catalog: ModelCatalog, full_id: str, field: str) -> tuple[str, str | None]:
    (winner,) = [said for said in catalog.why(full_id, field) if said.wins]
    return winner.source, winner.reason


def by_rule(house: Any) -> tuple[str, str]:
    house.write(
        "models/core/lumen.csv", "id,max_context,source,updated\nlumen/lumi-9,1000,community,2026-01-01\n"
    )
    return "lumen/lumi-9", "max_context"


def by_hand(house: Any) -> tuple[str, str]:
    return "lumen/lumi-1", "max_output"


def own_listing(house: Any) -> tuple[str, str]:
    return "openrouter/quartz-ai/quartz-7", "max_context"


def notice(house: Any) -> tuple[str, str]:
    source(house, "deprecations", f"id,retires_on\n{LUMI},2027-01-01\n")
    return LUMI, "retires_on"


def most_agree(house: Any) -> tuple[str, str]:
    for name in ("board", "almanac"):
        source(house, name, f"id,release_date\n{LUMI},2026-01\n")
    source(house, "gazette", f"id,release_date\n{LUMI},2026-02\n", "2026-03-01")
    return LUMI, "release_date"


def counts_more(house: Any) -> tuple[str, str]:
    return LUMI, "max_output"


def seen_last(house: Any) -> tuple[str, str]:
    house.edit("sources/litellm.csv", f"{LUMI},C,2,8", f"{LUMI},C,3,8")
    return LUMI, "input_tokens"


def alone(house: Any) -> tuple[str, str]:
    return LUMI, "family"


def wherever_served(house: Any) -> tuple[str, str]:
    source(house, "board", "id,knowledge_cutoff\nlumen/lumi-2,2025-06\n", about="models")
    return "bazaar/lumi-2", "knowledge_cutoff"


def inferred(house: Any) -> tuple[str, str]:
    return "lumen/lumi-1", "name"


def others_set_aside(house: Any) -> tuple[str, str]:
    house.edit("sources/models_dev.csv", ",400000,272000,120000,", ",400000,272000,500000,")
    return LUMI, "max_output"


def elsewhere(house: Any) -> tuple[str, str]:
    for name, window in (("gazette", 300_000), ("almanac", 350_000)):
        source(house, name, f"id,max_context\nbazaar/lumi-4,{window}\n", "2026-03-01")
    for hub in ("north", "south", "east"):
        house.write(f"providers/{hub}.toml", f'name = "{hub}"\ncategory = "aggregators"\n')
    source(house, "hubs", "id,max_context\nnorth/lumi-4,300000\nsouth/lumi-4,300000\neast/lumi-4,300000\n")
    return "bazaar/lumi-4", "max_context"


CASES = (
    by_rule, by_hand, own_listing, notice, most_agree, counts_more, seen_last, alone, wherever_served,
    inferred, others_set_aside, elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
def test_a_winner_says_why_it_was_taken(case: Any, house: Any) -> None:
    number = CASES.index(case) + 1
    full_id, field = case(house)

    assert reason(house.build(), full_id, field)[1] == REASONS[number]


def test_every_reason_has_its_case() -> None:
    assert len(CASES) == len(REASONS) - 1


def test_the_losers_have_no_reason(house: Any) -> None:
    losers = [said for said in house.build().why(LUMI) if not said.wins]

    assert losers
    assert {said.reason for said in losers} == {None}


BOARD = "id,knowledge_cutoff,max_context,mmlu,original\nlumen/Lumi-2,2025-06,999,88.5,mmlu=0.885\n"


@pytest.fixture
def with_board(house: Any) -> ModelCatalog:
    source(house, "board", BOARD, about="models")
    built: ModelCatalog = house.build()
    return built


@pytest.mark.parametrize("full_id", [LUMI, "bazaar/lumi-2"])
def test_what_is_true_of_a_model_is_said_of_every_offering_of_it(
    full_id: str, with_board: ModelCatalog
) -> None:
    model = with_board.get_model_or_raise(full_id)

    assert (model.benchmarks["mmlu"], model.knowledge_cutoff) == (88.5, "2025-06")
    (said,) = with_board.why(full_id, "mmlu")
    assert (said.source, said.value, said.original, said.url, said.seen_on) == (
        "board", "88.5", "0.885", "https://board.example", "2026-02-15",
    )  # fmt: skip


def test_it_comes_after_all_that_is_said_of_the_offering_itself(with_board: ModelCatalog) -> None:
    said = with_board.why(LUMI, "max_context")

    assert (said[0].source, said[0].wins) == ("models_dev", True)
    assert ("board", False) in [(one.source, one.wins) for one in said]
    assert with_board.get_model_or_raise(LUMI).context_window == 400_000


def test_it_is_not_said_of_another_model(with_board: ModelCatalog) -> None:
    assert "mmlu" not in with_board.get_model_or_raise("lumen/lumi-1").benchmarks
    assert with_board.why("lumen/lumi-1", "mmlu") == ()


def test_a_board_alone_makes_no_offering(house: Any) -> None:
    before = len(house.build())
    source(house, "board", "id,mmlu\nlumen/lumi-99,50\n", about="models")

    assert len(house.build()) == before


def test_a_board_that_names_no_maker_is_refused(house: Any) -> None:
    source(house, "board", "id,mmlu\nbazaar/lumi-2,50\n", about="models")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "id")
    assert "no maker 'bazaar'" in fault.problem


def test_a_value_set_back_to_unknown_is_no_disagreement(house: Any) -> None:
    house.write(
        "curated/lumen.csv",
        "id,family,max_output,url,updated\nlumen/lumi-2,?,?,https://lumen.example,2026-03-01\n",
    )
    found = {(one.model, one.field): one for one in house.build().conflicts(provider="lumen")}

    assert (LUMI, "family") not in found
    assert {said.value for said in found[LUMI, "max_output"].statements} == {"?", "128000", "120000"}
