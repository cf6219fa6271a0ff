"""Rules about days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.rules.base import DOUBT, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


def _retired_before_release(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        released, retires = stored.get("release_date"), stored.get("retires_on")
        if released and retires and str(retires) < str(released)[: len(str(retires))]:
            yield Finding(full_id, "retires_on", f"is {retires}, released {released}")


def _cutoff_after_release(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        released, cutoff = stored.get("release_date"), stored.get("knowledge_cutoff")
        if released and cutoff and str(cutoff)[:7] > str(released)[:7]:
            yield Finding(full_id, "knowledge_cutoff", f"is {cutoff}, released {released}")


RULES = (
    Rule(
        "retired-before-release", DOUBT, "dates", "a model retires before it was released; one date is wrong",
        _retired_before_release,
    ),
    Rule(
        "cutoff-after-release", DOUBT, "dates", "training data reach beyond the release; one date is wrong",
        _cutoff_after_release,
    ),
)  # fmt: skip
