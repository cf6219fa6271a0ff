"""Where the words on one offering are torn, what the model's other offerings say decides."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex.pipeline.consensus import Consensus


def together(says: Any, times: int, **stored: Any) -> Consensus:
    """What so many offerings of the model say."""
    consensus = Consensus()
    for _ in range(times):
        consensus.learn("lumen/lumi-2", [says("a", **stored)])
    return consensus


@pytest.mark.parametrize(("times", "window"), [(3, 32_000), (2, 64_000)])
def test_where_windows_are_torn_the_one_that_many_other_offerings_have_wins(
    times: int, window: int, says: Any, chosen: Any
) -> None:
    torn = says("a", "2026-03-02", max_context=64_000), says("b", max_context=32_000)

    consensus = together(says, times, max_context=32_000)
    assert chosen(*torn, consensus=consensus)["max_context"] == window
    assert chosen(*torn, model=None, consensus=consensus)["max_context"] == 64_000


@pytest.mark.parametrize(("times", "sees"), [(3, False), (2, True)])
def test_where_third_parties_are_divided_on_vision_the_other_offerings_tell(
    times: int, sees: bool, says: Any, chosen: Any, can: Any
) -> None:
    torn = says("a", "2026-03-02", caps="vision"), says("b", caps="-vision")

    assert can(chosen(*torn, consensus=together(says, times, caps="-vision")), "vision") is sees
    assert can(chosen(*torn, consensus=together(says, times, caps="vision")), "vision") is True


def test_at_home_other_offerings_do_not_tell_the_window(says: Any, chosen: Any) -> None:
    torn = says("a", "2026-03-02", max_context=64_000), says("b", max_context=32_000)

    told = chosen(*torn, consensus=together(says, 9, max_context=32_000), at_home=True)
    assert told["max_context"] == 64_000


def test_at_home_other_offerings_do_not_tell(says: Any, chosen: Any, can: Any) -> None:
    torn = says("a", "2026-03-02", caps="vision"), says("b", caps="-vision")

    assert can(chosen(*torn, consensus=together(says, 9, caps="-vision"), at_home=True), "vision") is True


def test_whoever_is_nearer_decides_on_vision_alone(says: Any, chosen: Any, can: Any) -> None:
    torn = says("a", caps="vision"), says("b", caps="-vision")
    consensus = together(says, 9, caps="-vision")

    for nearer in (says("lumen_api", own="lumen", caps="vision"), says("official", caps="vision")):
        assert can(chosen(*torn, nearer, consensus=consensus), "vision") is True
    assert can(chosen(*torn, says("official", caps="?vision"), consensus=consensus), "vision") is None


def test_offerings_that_are_divided_in_themselves_or_without_a_model_tell_nothing(says: Any) -> None:
    consensus = Consensus()
    for _ in range(3):
        consensus.learn("lumen/lumi-2", [says("a", caps="vision"), says("b", caps="-vision")])
        consensus.learn(None, [says("a", caps="vision")])

    assert (consensus.sees("lumen/lumi-2"), consensus.sees(None)) == (None, None)
