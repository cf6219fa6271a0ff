"""What an update changes for whoever uses the catalog: the differences, told by what they mean."""

from __future__ import annotations

import decimal
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.catalog.diff import changes
from modeldex.core.capability import CAPABILITIES
from modeldex.core.record import Record
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Collection

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.evidence import Change

ENDS, DEARER, REPRICED, CHEAPER, NARROWED, LOST, ADDED, OTHER = KINDS = (
    "ends", "dearer", "repriced", "cheaper", "narrowed", "lost", "added", "other",
)  # fmt: skip
"""Kinds of change, the gravest first. `repriced` is a rate of which the way is not known: one that is new,
that nobody states any more, or that is in another currency."""
LIMITS = ("max_context", "max_input", "max_output", "max_images", "rpm", "tpm")
"""Fields that bound a call; a smaller number may refuse one that went through."""
_ENDING = tuple(one.value for one in (ModelStatus.RETIRED, ModelStatus.DISABLED, ModelStatus.DEPRECATED))
_FINDINGS = (ENDS, DEARER, NARROWED, LOST)
_TENTHS = decimal.Context(prec=30, rounding=decimal.ROUND_HALF_EVEN)
_YES = "true"


class Effect(Record):
    """One difference, and what it means."""

    model: str
    """Full id of the offering."""
    kind: str
    """One of `KINDS`."""
    field: str
    """Field as tables name it; `id` for an offering that comes or goes."""
    before: str | None
    """The value in use; None where there is none."""
    after: str | None
    """The published value; None where there is none."""
    percent: Decimal | None = None
    """By how much a rate rises, or falls where it is negative; None where that cannot be said."""
    is_named: bool = False
    """Whether the user's configuration names the model."""

    @property
    def is_finding(self) -> bool:
        """Whether the user's own models end, cost more, or lose something."""
        return self.is_named and (
            self.kind in _FINDINGS or (self.kind == REPRICED and self.before is not None)
        )


def effects(before: ModelCatalog, after: ModelCatalog, named: Collection[str] = ()) -> list[Effect]:
    """Every difference: those of the models that are named first, then the gravest, then by id."""
    found = [effect_of(one, named) for one in changes(before.all_models(), after.all_models())]
    return sorted(found, key=lambda one: (not one.is_named, KINDS.index(one.kind), one.model, one.field))


def counted(found: list[Effect]) -> dict[str, int]:
    """Kind -> how many differences, in the order of `KINDS`."""
    counts = Counter(one.kind for one in found)
    return {kind: counts[kind] for kind in KINDS}


def effect_of(change: Change, named: Collection[str] = ()) -> Effect:
    """What one difference means."""
    kind, percent = _meaning(change)
    return Effect(
        model=change.model,
        kind=kind,
        field=change.field,
        before=change.before,
        after=change.after,
        percent=percent,
        is_named=change.model in named,
    )


def _meaning(change: Change) -> tuple[str, Decimal | None]:
    """The kind of a change, and of a rate by how much in the hundred it moves."""
    field, before, after = change.field, change.before, change.after
    if field.partition("@")[0] in UNITS:
        return _repricing(before, after)
    if field == "id" and before is None:
        return ADDED, None
    if _is_ending(field, before, after):
        return ENDS, None
    if field in LIMITS and before is not None and after is not None and int(after) < int(before):
        return NARROWED, None
    return (LOST if field in CAPABILITIES and before == _YES else OTHER), None


def _is_ending(field: str, before: str | None, after: str | None) -> bool:
    """Whether a model goes, is going to, or goes earlier."""
    if field == "status":
        return after in _ENDING and before != ModelStatus.RETIRED.value
    if field == "retires_on":
        return after is not None and (before is None or after < before)
    return field == "id"


def _repricing(before: str | None, after: str | None) -> tuple[str, Decimal | None]:
    """Whether a rate rises or falls, and by how much in the hundred."""
    old, _, currency = (before or "").partition(" ")
    new, _, other = (after or "").partition(" ")
    if not old or not new or currency != other:
        return REPRICED, None
    was, is_ = Decimal(old), Decimal(new)
    kind = DEARER if is_ > was else CHEAPER
    if not was:
        return kind, None
    share = _TENTHS.divide(_TENTHS.subtract(is_, was), was)
    return kind, _TENTHS.quantize(_TENTHS.multiply(share, Decimal(100)), Decimal("0.1"))
