"""What a pool says of a candidate; of one that it does not name, the usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.routing import PoolMember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.router.frames.frame import Frame

_USUAL = PoolMember(model="any")


def membership(frame: Frame, place: int) -> PoolMember:
    """What holds for the candidate at a place."""
    member = frame.members[place]
    return _USUAL if member is None else member


def priority(frame: Frame, place: int) -> int:
    """The number by which the candidate at a place is asked before others; without a pool, its place."""
    member = frame.members[place]
    return place if member is None else member.priority


def rings(frame: Frame) -> Sequence[Sequence[int]]:
    """The places that take turns with each other, of one group and priority; who is asked first, first."""
    found: Sequence[Sequence[int]] = frame.kept("rings", lambda: _rings(frame))
    return found


def _rings(frame: Frame) -> Sequence[Sequence[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for place in range(len(frame)):
        group = 0 if frame.groups is None else frame.groups[place]
        found.setdefault((group, membership(frame, place).priority), []).append(place)
    return [found[key] for key in sorted(found)]
