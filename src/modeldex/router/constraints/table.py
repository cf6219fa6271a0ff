"""The table of constraints, in the order in which they are asked and told: what says most comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.constraints.abilities import Capability, Modality
from modeldex.router.constraints.availability import Lifecycle, Operation, Ready, Status
from modeldex.router.constraints.data import Data
from modeldex.router.constraints.limits import Context, Output
from modeldex.router.constraints.money import Budget, Cost, Price
from modeldex.router.constraints.origin import Allowed, Licence, Maker, Provider, Quantization, Region
from modeldex.router.constraints.parameters import Parameters
from modeldex.router.constraints.pressure import Circuit, Cooldown, Headroom
from modeldex.router.constraints.quality import Quality
from modeldex.router.constraints.speed import Speed
from modeldex.router.constraints.where import Where

if TYPE_CHECKING:
    from modeldex.router.constraints.base import Constraint

CONSTRAINTS: tuple[Constraint, ...] = (
    Operation(), Allowed(), Provider(), Maker(), Status(), Lifecycle(), Ready(), Capability(), Modality(),
    Context(), Output(), Region(), Licence(), Quantization(), Data(), Price(), Cost(), Budget(), Quality(),
    Speed(), Parameters(), Where(), Circuit(), Cooldown(), Headroom(),
)  # fmt: skip
"""Every one, each once. A candidate that meets them all is fit."""
