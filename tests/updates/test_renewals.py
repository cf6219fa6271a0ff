"""The same file, released again so that it does not expire, is one catalog and not several."""

from datetime import timedelta

from tests.updates.desk import BUNDLED_VERSION, Desk

from modeldex.updates.updates import IN_USE, NEW

FIRST, SECOND = "2026-11-20-v1", "2026-11-21-v1"


def renewed(desk: Desk, version: str, times: int) -> None:
    """Take up a version, and let it be released again."""
    for _ in range(times):
        desk.publish(version)
        desk.subscribe()
        desk.now += timedelta(days=1)


def serial_in_use(desk: Desk) -> int:
    found = desk.updates().status().in_use
    assert found is not None
    return found.manifest.serial


def test_the_release_in_use_is_the_newest_of_those_with_the_same_file(desk: Desk):
    renewed(desk, FIRST, 1)
    desk.publish(FIRST)
    assert desk.updates().look(desk.publication).standing == NEW
    assert serial_in_use(desk) == 1

    desk.subscribe()

    assert serial_in_use(desk) == 2
    assert desk.updates().look(desk.publication).standing == IN_USE
    assert desk.updates().apply(desk.publication).standing == IN_USE


def test_the_way_back_leads_past_renewals_to_other_facts(desk: Desk):
    renewed(desk, FIRST, 2)
    renewed(desk, SECOND, 6)
    assert serial_in_use(desk) == 8

    assert desk.updates().rollback().version == FIRST
    assert serial_in_use(desk) == 2
    assert desk.updates().rollback().version == BUNDLED_VERSION


def test_without_a_memory_the_newest_of_those_with_the_same_file_is_in_use(desk: Desk):
    renewed(desk, FIRST, 1)
    desk.publish(FIRST)
    desk.updates().look(desk.publication)
    (desk.data_dir / "updates" / "state.json").unlink()

    assert serial_in_use(desk) == 2
