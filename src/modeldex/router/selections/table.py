"""The ways to put candidates in order, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.router.selections.canary import Canary
from modeldex.router.selections.least_busy import LeastBusy
from modeldex.router.selections.priority import ByPriority
from modeldex.router.selections.round_robin import RoundRobin
from modeldex.router.selections.score import ByScore
from modeldex.router.selections.weighted import ByWeight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.selections.base import Selection

_ALL: tuple[Selection, ...] = (ByScore(), ByWeight(), ByPriority(), RoundRobin(), LeastBusy(), Canary())

SELECTIONS: Mapping[str, Selection] = MappingProxyType({selection.name: selection for selection in _ALL})
"""Name -> way; the names are `config.routing.SELECTIONS`."""
