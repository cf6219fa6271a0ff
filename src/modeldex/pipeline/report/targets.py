"""What the catalog is held to, and whether it is met; what nobody has measured is never met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.pipeline.report.accuracy import CHECK_DAYS, LEAST_CHECKED
from modeldex.pipeline.report.currency import CURRENT_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.report.accuracy import Accuracy, OwnWord
    from modeldex.pipeline.report.compliance import Checked
    from modeldex.pipeline.report.currency import Currency
    from modeldex.pipeline.wanted import Sought

MOST_DUPLICATES = 0.05
"""Share of offerings that may look like another one."""
RIGHT_PRICES, RIGHT_CAPABILITIES = 0.95, 0.90
"""Least shares of values that spot checks find right."""
FLOORS = {
    "offerings": 8_500, "not retired": 5_500, "providers": 150, "rates and limits known": 6_500,
    "vision and tools known": 6_000, "with a retirement date": 800, "dated price changes": 1_000,
    "OpenRouter": 353, "Amazon Bedrock": 85, "Together": 200, "Groq": 15, "Hugging Face": 100,
    "Alibaba, own service": 30, "Baidu, own service": 20, "Zhipu, own service": 20,
    "Moonshot, own service": 10, "StepFun, own service": 10, "Sarvam, own service": 3,
    "with vision": 150, "with thinking": 15, "specialised providers": 60,
}  # fmt: skip
"""What is counted -> the least of it that the catalog must hold."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that the catalog is held to."""

    name: str
    least: float | None = None
    """The least share, 0 to 1, that meets it; None where it has a most."""
    most: float | None = None
    """The share, 0 to 1, that is too much already."""
    measured: float | None = None
    """The share that was found, 0 to 1; None where it is not measured."""
    sample: int | None = None
    """Of how many the share is; None where nothing is counted."""
    how: str = ""
    """How it is measured, and what it rests on."""

    @property
    def met(self) -> bool | None:
        """Whether it is met; None where it is not measured."""
        if self.measured is None:
            return None
        if self.most is not None:
            return self.measured < self.most
        return self.measured >= (1 if self.least is None else self.least)


@dataclass(frozen=True, slots=True)
class Floor:
    """The least of something that the catalog must hold, and how much it holds."""

    name: str
    least: int
    measured: int

    @property
    def met(self) -> bool:
        """Whether there is enough of it."""
        return self.measured >= self.least


@dataclass(frozen=True, slots=True)
class Goals:
    """Everything that the catalog is held to."""

    targets: list[Target]
    floors: list[Floor]
    wanted: tuple[Sought, ...]
    accuracies: list[Accuracy]
    """What spot checks say, by kind of value."""
    own_words: list[OwnWord]
    """How far the tables follow the providers' own listings."""


def goals(
    checked: Iterable[Checked],
    look_alikes: tuple[int, int],
    verdicts: list[Accuracy],
    own: list[OwnWord],
    currency: Currency,
    counts: dict[str, int],
    wanted: tuple[Sought, ...],
) -> Goals:
    """Hold what was counted against the targets.

    `look_alikes`: offerings that look like another one, and all of them; `counts`: every name of `FLOORS`.
    """
    floors = [Floor(name, least, counts[name]) for name, least in FLOORS.items()]
    by_kind = {one.kind: one for one in verdicts}
    found = [
        _schema(checked),
        _duplicates(*look_alikes),
        _checked("prices right", RIGHT_PRICES, by_kind["prices"]),
        _checked("capabilities right", RIGHT_CAPABILITIES, by_kind["capabilities"]),
        Target(
            f"benchmark scores checked within {CURRENT_DAYS} days", 1, None, currency.share_current,
            currency.scores, "days since the source of each score was last seen",
        ),
        _all_of("coverage floors reached", [one.met for one in floors], "counts of the merged tables"),
        _all_of(
            "families, makers and providers asked for", [one.state == "present" for one in wanted],
            "data/wanted.csv, looked up among what has not retired",
        ),
    ]  # fmt: skip
    return Goals(found, floors, wanted, verdicts, own)


def _schema(checked: Iterable[Checked]) -> Target:
    rows = faults = 0
    for folder in checked:
        rows, faults = rows + folder.rows, faults + len(folder.faults)
    how = "every row of models, sources and curated facts against data/schema.json"
    return Target("rows that keep the schema", 1, None, (rows - faults) / rows if rows else None, rows, how)


def _duplicates(found: int, offerings: int) -> Target:
    how = "rules duplicate-id and duplicate-name over all offerings"
    share = found / offerings if offerings else None
    return Target("offerings that look like another", None, MOST_DUPLICATES, share, offerings, how)


def _all_of(name: str, met: list[bool], how: str) -> Target:
    return Target(name, 1, None, sum(met) / len(met) if met else None, len(met), how)


def _checked(name: str, least: float, found: Accuracy) -> Target:
    """What spot checks say; too few of them say nothing."""
    if found.is_measured:
        assert found.low is not None
        assert found.high is not None
        low, high = (f"{share * 100:.1f} %" for share in (found.low, found.high))
        how = (
            f"data/spotchecks.csv, the last {CHECK_DAYS} days; with 95 % confidence between {low} and {high};"
            f" {found.unclear} more could not be settled"
        )
        return Target(name, least, None, found.share, found.checked, how)
    how = (
        f"data/spotchecks.csv, the last {CHECK_DAYS} days, has {found.checked} verdicts; "
        f"{LEAST_CHECKED} are needed"
    )
    return Target(name, least, None, None, found.checked, how)
