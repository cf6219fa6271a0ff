"""Rules about days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.rules.base import DOUBT, Facts, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOVING = "latest"
"""End of an id that moves from model to model: its release is the first one's, its cutoff the last one's."""


def _retired_before_release(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        released, retires = stored.get("release_date"), stored.get("retires_on")
        if released and retires and str(retires) < str(released)[: len(str(retires))]:
            yield Finding(full_id, "retires_on", f"is {retires}, released {released}")


def _cutoff_after_release(facts: Facts) -> Iterator[Finding]:
    """Once for each canonical model and pair of dates: catalogs repeat them for every provider."""
    served: dict[tuple[str, str, str], list[str]] = {}
    for full_id, stored in facts.merged.models.items():
        released, cutoff = str(stored.get("release_date") or ""), str(stored.get("knowledge_cutoff") or "")
        precision = min(len(released), len(cutoff), 7)
        is_after = precision and cutoff[:precision] > released[:precision]
        if is_after and not full_id.endswith(_MOVING):
            served.setdefault((str(stored.get("model") or full_id), released, cutoff), []).append(full_id)
    for (_, released, cutoff), (full_id, *others) in served.items():
        more = f", and so of {len(others)} more offerings of the model" if others else ""
        yield Finding(full_id, "knowledge_cutoff", f"is {cutoff}, released {released}{more}")


def _released_later(facts: Facts) -> Iterator[Finding]:
    for full_id, stored in facts.merged.models.items():
        released = str(stored.get("release_date") or "")
        if released > facts.merged.day[: len(released)]:
            yield Finding(full_id, "release_date", f"is {released}, last looked at {facts.merged.day}")


def _listed_after_its_end(facts: Facts) -> Iterator[Finding]:
    for full_id, claims in facts.merged.claims.items():
        ended = str(facts.merged.models[full_id].get("retires_on") or "")
        for one in claims if ended else ():
            names_its_end = one.stored.get("status") == "R" or one.stored.get("retires_on") is not None
            is_own = one.info.own_listing_of == one.provider
            if is_own and one.info.seen_on > ended and not names_its_end:
                detail = f"is {ended}, {one.info.name} lists it on {one.info.seen_on}"
                yield Finding(full_id, "retires_on", detail)


RULES = (
    Rule(
        "retired-before-release", DOUBT, "dates", "a model retires before it was released; one date is wrong",
        _retired_before_release,
    ),
    Rule(
        "cutoff-after-release", DOUBT, "dates", "training data reach beyond the release; one date is wrong",
        _cutoff_after_release,
    ),
    Rule(
        "released-later", DOUBT, "dates", "a model is listed before its release; the date is wrong",
        _released_later,
    ),
    Rule(
        "listed-after-its-end", DOUBT, "dates",
        "its provider lists what has retired; the date is wrong, or was put off", _listed_after_its_end,
    ),
)  # fmt: skip
