"""Whether a candidate is expected to answer quickly enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.router.constraints.sum_tree import SumPoint, SumTree
from modeldex.router.frames.bits import bits_of, holds
from modeldex.router.frames.measured import Measured
from modeldex.router.frames.pace import expected_pace, stated_paces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame
    from modeldex.router.frames.pace import Pace


class Speed:
    """The time to the first token, to the last one, and the pace between keep to the bounds.

    What was observed of a model is counted together with the catalog's figures, as the soft term does.
    """

    name = "speed"

    def passing(self, case: Case) -> int | None:
        """None: no bound is set."""
        asked = case.needs.asked
        if asked.max_first_token_ms is asked.max_latency_ms is asked.min_tokens_per_second is None:
            return None
        found, frame = _stated(case), case.frame
        seen = list(_seen(case))
        if seen:
            size = len(frame)
            met = [place for place in seen if _is_met(case, place)]
            found = found & ~bits_of(seen, size) | bits_of(met, size)
        return found

    def reason(self, case: Case, place: int) -> str:
        """The figures against their bounds, or which are unknown."""
        held = list(_held(case, expected_pace(case, place)))
        failed = [one.words for one in held if one.is_met is False]
        if not holds(case.lets_pass, place):
            failed += [one.words for one in held if one.is_met is None]
        return "; ".join(failed)


class _Held(NamedTuple):
    """One figure, held against its bound."""

    is_met: bool | None
    """None: the figure is unknown."""
    words: str


def _held(case: Case, pace: Pace) -> Iterator[_Held]:
    """The figures that are asked for; `_stated` and `_is_met` hold the same against each other."""
    asked = case.needs.asked
    first, each = pace
    if asked.max_first_token_ms is not None:
        yield _longest("first token", first, asked.max_first_token_ms)
    if asked.max_latency_ms is not None:
        yield _longest("whole answer", pace.seconds(case.needs.output), asked.max_latency_ms)
    if asked.min_tokens_per_second is not None:
        least = asked.min_tokens_per_second
        if each is None:
            yield _Held(None, f"nobody says how many tokens a second it writes; {least:g} are asked for")
        else:
            speed = f"{1 / each:.4g}" if each else "unlimited"
            yield _Held(each <= 1.0 / least, f"{speed} tokens a second < {least:g} asked for")


def _longest(what: str, seconds: float | None, bound_ms: float) -> _Held:
    if seconds is None:
        return _Held(None, f"nobody says how long the {what} takes; {bound_ms:,.6g} ms are allowed")
    return _Held(seconds <= bound_ms / 1e3, f"{what} after {1e3 * seconds:,.6g} ms > {bound_ms:,.6g} ms")


def _is_met(case: Case, place: int) -> bool:
    """Whether a candidate's pace keeps to all bounds, as far as it must be known."""
    unknown, pace = holds(case.lets_pass, place), expected_pace(case, place)
    return all(unknown if one.is_met is None else one.is_met for one in _held(case, pace))


def _stated(case: Case) -> int:
    """The candidates whose stated figures keep to the bounds: a cut through each column."""
    asked, frame, found = case.needs.asked, case.frame, case.frame.everyone
    first, each = _columns(frame)
    unknown = case.lets_pass
    if asked.max_first_token_ms is not None:
        found &= first.at_most(asked.max_first_token_ms / 1e3) | unknown & ~first.known
    if asked.min_tokens_per_second is not None:
        found &= each.at_most(1.0 / asked.min_tokens_per_second) | unknown & ~each.known
    if asked.max_latency_ms is not None:
        output, bound = case.needs.output, asked.max_latency_ms / 1e3
        known = first.known & each.known if output else first.known
        found &= _in_time(frame, output, bound) | unknown & ~known
    return found


def _in_time(frame: Frame, output: int, bound: float) -> int:
    """The candidates that are stated to write so many tokens within so many seconds."""
    if not output:
        return _columns(frame)[0].at_most(bound)
    tree: SumTree = frame.kept("pace tree", lambda: _tree(frame))
    found, close = tree.below(output, 0, bound)
    for point in close:
        if point.fixed + output * point.first <= bound:
            found |= point.members
    return found


def _columns(frame: Frame) -> tuple[Measured, Measured]:
    """Stated seconds to the first token, and per token."""
    found: tuple[Measured, Measured] = frame.kept("pace columns", lambda: _made(frame))
    return found


def _made(frame: Frame) -> tuple[Measured, Measured]:
    paces = stated_paces(frame)
    first = Measured([one.first_token_seconds for one in paces])
    return first, Measured([one.seconds_per_token for one in paces])


def _tree(frame: Frame) -> SumTree:
    groups: dict[tuple[float, float], list[int]] = {}
    for place, (first, each) in enumerate(stated_paces(frame)):
        if first is not None and each is not None:
            groups.setdefault((first, each), []).append(place)
    return SumTree([
        SumPoint(each, 0.0, first, bits_of(places, len(frame)), places[0])
        for (first, each), places in groups.items()
    ])  # fmt: skip


def _seen(case: Case) -> Iterator[int]:
    """The candidates whose pace was observed."""
    frame, health = case.frame, case.health
    if not health:
        return
    few = frame.ids if len(frame) < len(health) else health
    for name in few:
        seen = health.get(name)
        if seen is None or seen.first_token_seconds is seen.seconds_per_token is None:
            continue
        place = frame.place_of(name)
        if place is not None:
            yield place
