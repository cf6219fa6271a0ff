"""When a full date tells models apart: learned from the ids that providers accept."""

from __future__ import annotations

import pytest

from modeldex.identity.matching import Match
from modeldex.identity.snapshots import Snapshots


def named(name: str, maker: str | None = "quill") -> Match:
    return Match(maker=maker, name=name, reasons=())


def learned(*ids: str, home: str = "quill") -> Snapshots:
    """Snapshots that know `provider/name` ids."""
    snapshots = Snapshots()
    for provider, _, name in (full_id.partition("/") for full_id in ids):
        snapshots.learn(named(name), provider, at_home=provider == home)
    return snapshots


def settled(snapshots: Snapshots, name: str, maker: str | None = "quill") -> str:
    return snapshots.settled(named(name, maker)).name


MANY = ("quill", "hub", "bazaar", "souk", "mall")


def test_an_only_snapshot_is_the_undated_model_and_says_why() -> None:
    snapshots = learned("quill/pen-5-2026-01-10", "hub/pen-5", "hub/pen-5-2026-01-10")

    found = snapshots.settled(named("pen-5-2026-01-10"))
    assert (found.name, found.reasons) == ("pen-5", ("its only snapshot is of 2026-01-10",))
    assert snapshots.settled(named("pen-5")) == named("pen-5")


def test_of_two_snapshots_each_is_a_model_and_the_undated_name_another() -> None:
    snapshots = learned("quill/pen-5-2026-01-10", "hub/pen-5-2026-05-20")

    names = ["pen-5", "pen-5-2026-01-10", "pen-5-2026-05-20"]
    assert [settled(snapshots, name) for name in names] == names


@pytest.mark.parametrize(("day", "one"), [("2026-01-13", True), ("2026-01-14", False)])
def test_providers_may_date_one_snapshot_some_days_apart(day: str, one: bool) -> None:
    snapshots = learned("quill/pen-5-2026-01-10", f"hub/pen-5-{day}")

    assert (settled(snapshots, f"pen-5-{day}") == settled(snapshots, "pen-5-2026-01-10")) is one


def test_a_date_that_no_provider_writes_is_no_snapshot() -> None:
    assert settled(Snapshots(), "pen-5-2026-01-10") == "pen-5"


def test_a_date_that_is_none_is_part_of_the_name() -> None:
    snapshots = learned("quill/pen-5-2026-02-30", "hub/pen-5-2026-01-10")

    assert settled(snapshots, "pen-5-2026-02-30") == "pen-5-2026-02-30"


def test_the_snapshots_of_another_makers_namesake_are_not_these() -> None:
    snapshots = learned("quill/pen-5-2026-01-10")
    snapshots.learn(named("pen-5-2026-05-20", "easel"), "easel", at_home=True)

    assert settled(snapshots, "pen-5-2026-01-10") == "pen-5"
    assert settled(snapshots, "pen-5-2026-05-20", "easel") == "pen-5"


def test_a_single_resellers_day_of_the_launch_is_no_snapshot_beside_one_that_many_write() -> None:
    snapshots = learned(*(f"{provider}/pen-5-2026-01-10" for provider in MANY), "kiosk/pen-5-2026-02-02")

    assert settled(snapshots, "pen-5-2026-01-10") == settled(snapshots, "pen-5-2026-02-02") == "pen-5"
    assert snapshots.settled(named("pen-5-2026-02-02")).reasons == ("its only snapshot is of 2026-01-10",)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(("kiosk/pen-5-2026-02-02", "stall/pen-5-2026-02-02"), id="two write it"),
        pytest.param(("kiosk/pen-5-2026-02-11",), id="more than a month apart"),
        pytest.param(("kiosk/pen-5-2025-12-01",), id="more than a month before"),
    ],
)
def test_another_date_is_a_snapshot_where_two_write_it_or_it_is_of_another_time(
    others: tuple[str, ...],
) -> None:
    snapshots = learned(*(f"{provider}/pen-5-2026-01-10" for provider in MANY), *others)
    name = others[0].partition("/")[2]

    assert settled(snapshots, name) == name
    assert settled(snapshots, "pen-5-2026-01-10") == "pen-5-2026-01-10"


def test_the_makers_own_date_is_a_snapshot_however_few_write_it() -> None:
    resellers = ("hub", "bazaar", "souk", "mall", "kiosk")
    snapshots = learned(*(f"{seller}/pen-5-2026-01-10" for seller in resellers), "quill/pen-5-2026-01-30")

    assert settled(snapshots, "pen-5-2026-01-30") == "pen-5-2026-01-30"


def test_where_few_write_either_date_both_are_snapshots() -> None:
    snapshots = learned(*(f"{provider}/pen-5-2026-01-10" for provider in MANY[:4]), "kiosk/pen-5-2026-02-02")

    assert settled(snapshots, "pen-5-2026-02-02") == "pen-5-2026-02-02"
