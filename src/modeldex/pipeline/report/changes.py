"""What changed since the last build, offering by offering, in words and in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.catalog.change_words import CHANGE_KINDS, change_kind, change_words, rate_row
from modeldex.catalog.diff import changes
from modeldex.catalog.evidence import LIMITS, is_rate
from modeldex.catalog.rate_words import share_moved
from modeldex.core.provider import CATEGORIES
from modeldex.core.status import ModelStatus
from modeldex.pipeline.limit_history import read_limits
from modeldex.pipeline.manifest import ESTIMATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from modeldex.core.evidence import Change
    from modeldex.core.model_config import ModelConfig
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.report.disagreements import Torn
    from modeldex.pipeline.report.former import Former

_CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Told:
    """One change."""

    change: Change
    kind: str
    """One of `catalog.change_words.CHANGE_KINDS`."""
    words: str
    """What it means, without the offering's id."""
    moved: float | None
    """By how much a rate moved, as a share of what it was; None where it is no such change."""
    source: str | None
    """Who states what is there now."""
    since: str | None
    """Since when: first day of a rate as far as it is known, day on which the source was seen."""


@dataclass(frozen=True, slots=True)
class ProviderChanges:
    """What changed at one provider."""

    provider: str
    category: str
    changes: list[Told]
    """By kind, then by id."""


@dataclass(frozen=True, slots=True)
class TornField:
    """A field about which sources disagree, or did."""

    model: str
    field: str
    said: Mapping[str, str]
    """Source -> value."""


@dataclass(frozen=True, slots=True)
class Since:
    """Everything that differs from the last build."""

    version: str | None
    """Version of the facts that these are compared with; None where they had none."""
    kinds: list[tuple[str, int, int]]
    """Kind -> how many changes, and of how many offerings."""
    providers: list[ProviderChanges]
    """Core providers first, then by category; in each those with most offerings first."""
    new_conflicts: list[TornField]
    """About what sources disagree now and did not then, of offerings that have not retired."""
    resolved: list[TornField]
    """About what they disagreed then and do not now, of offerings that are still served."""

    @property
    def changes(self) -> list[Told]:
        """All changes."""
        return [told for one in self.providers for told in one.changes]


class Telling:
    """Finds who says what an offering changed to, and says it."""

    def __init__(self, former: Former, models: Mapping[str, ModelConfig], merged: Merged, data: Path) -> None:
        self._former = former
        self._models = models
        self._merged = merged
        self._limits = read_limits(data)

    def told(self, change: Change) -> Told:
        """A change with its words and its author."""
        before, after = self._former.models.get(change.model), self._models.get(change.model)
        kind = change_kind(change, after)
        if is_rate(change.field):
            row = rate_row(change, after)
            source, since = (row.source, row.valid_from or row.recorded_on) if row else (None, None)
            words = change_words(change, before, after)
            return Told(change, kind, words, share_moved(change.before, change.after), source, since)
        source, since = self._witness(change)
        words = change_words(
            change, before, after, source=source, seen_on=since,
            is_correction=source is not None and self._is_correction(change, source),
        )  # fmt: skip
        return Told(change, kind, words, None, source, since)

    def _witness(self, change: Change) -> tuple[str | None, str | None]:
        """The source, and its day, that states what a field changed to; for an offering, that of its row."""
        said = self._merged.claims.get(change.model, ())
        if change.field == "id":
            row = self._merged.models.get(change.model)
            name = None if row is None else str(row.get("source"))
            said = [one for one in said if one.info.name == name]
        elif change.after is None:
            return None, None
        else:
            said = [
                one for one in said if any(_says(field, value, change) for field, value in one.statements())
            ]
        newest = max(said, key=lambda one: (one.info.seen_on, one.info.name), default=None)
        if newest is not None:
            return newest.info.name, newest.info.seen_on
        inferred, _ = self._merged.inferred.get(change.model, {}).get(change.field, (None, ""))
        is_inferred = change.after is not None and inferred == change.after
        return (ESTIMATED, self._merged.day) if is_inferred else (None, None)

    def _is_correction(self, change: Change, source: str) -> bool:
        """Whether a limit did not move: its source, or its reading, was mistaken before."""
        if change.field not in LIMITS:
            return False
        chain = self._limits.get(source, {}).get((change.model, change.field))
        return chain is not None and chain[-1].kind == _CORRECTION and str(chain[-1].value) == change.after


def _says(field: str, value: str, change: Change) -> bool:
    """Whether a statement is what a field changed to; a successor is stated without its provider."""
    after = change.after or ""
    return field == change.field and (
        value == after or (field == "successor" and after.endswith(f"/{value}"))
    )


def changes_since(
    former: Former,
    models: Mapping[str, ModelConfig],
    merged: Merged,
    torn: Torn,
    data: Path,
    as_of: date,
) -> Since:
    """Compare the facts of now with those of the last build; rates are those in force on `as_of`."""
    day = as_of.isoformat()
    telling = Telling(former, models, merged, data)
    told = [
        telling.told(change)
        for change in changes(former.models.values(), models.values(), days=(day, day))
    ]  # fmt: skip
    counts = Counter(one.kind for one in told)
    kinds = [
        (kind, counts[kind], len({one.change.model for one in told if one.kind == kind}))
        for kind in CHANGE_KINDS
        if counts[kind]
    ]
    ranked = _Ranks(former.models, models)
    current = {full_id for full_id, model in models.items() if model.status is not ModelStatus.RETIRED}
    return Since(
        former.version,
        kinds,
        ranked.by_provider(told),
        ranked.torn(torn, former.torn, current),
        ranked.torn(former.torn, torn, current),
    )


class _Ranks:
    """The order of providers: by category, then by how much they serve."""

    def __init__(self, *catalogs: Mapping[str, ModelConfig]) -> None:
        self._categories: dict[str, str] = {}
        self._served: Counter[str] = Counter()
        for models in catalogs:
            self._categories.update((model.provider, model.category or "") for model in models.values())
            self._served.update(
                model.provider for model in models.values() if model.status is not ModelStatus.RETIRED
            )

    def _rank(self, provider: str) -> tuple[int, int, str]:
        category = self._categories.get(provider)
        place = CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES)
        return place, -self._served[provider], provider

    def by_provider(self, told: Iterable[Told]) -> list[ProviderChanges]:
        """Changes under their providers."""
        held: dict[str, list[Told]] = {}
        for one in told:
            held.setdefault(one.change.model.partition("/")[0], []).append(one)
        for found in held.values():
            found.sort(
                key=lambda one: (CHANGE_KINDS.index(one.kind), one.change.model, one.change.field)
            )  # fmt: skip
        return [
            ProviderChanges(name, self._categories.get(name, ""), held[name])
            for name in sorted(held, key=self._rank)
        ]

    def torn(self, mine: Torn, others: Torn, current: set[str]) -> list[TornField]:
        """What is torn in the one and not in the other, of current offerings; rates come first."""
        found = [
            TornField(model, field, said)
            for (model, field), said in mine.items()
            if (model, field) not in others and model in current
        ]
        return sorted(
            found,
            key=lambda one: (
                self._rank(one.model.partition("/")[0]), not is_rate(one.field), one.model, one.field
            ),
        )  # fmt: skip
