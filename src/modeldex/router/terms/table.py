"""The soft terms by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.router.terms.affinity import AffinityTerm
from modeldex.router.terms.cost import CostTerm
from modeldex.router.terms.first_token import FirstTokenTerm
from modeldex.router.terms.health import HealthTerm
from modeldex.router.terms.latency import LatencyTerm
from modeldex.router.terms.quality import QualityTerm
from modeldex.router.terms.throughput import ThroughputTerm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.router.terms.base import Term

_ALL: tuple[Term, ...] = (
    CostTerm(), LatencyTerm(), FirstTokenTerm(), ThroughputTerm(), QualityTerm(), HealthTerm(),
    AffinityTerm(),
)  # fmt: skip

TERMS: Mapping[str, Term] = MappingProxyType({term.name: term for term in _ALL})
"""Name -> term, in the order in which explanations show them; the names are `config.routing.TERMS`."""
