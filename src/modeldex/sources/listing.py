"""A provider's own list of models: every entry is one of its offerings, read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Reading, expect

if TYPE_CHECKING:
    from collections.abc import Callable


def own_listing(
    source: str, read_model: Callable[[Reading, dict[str, Any]], None], *, under: str | None = "data"
) -> Callable[[Any, Callable[[str], str | None]], Reading]:
    """A parser of `{under: [model, ...]}`, or of a bare array where `under` is None.

    `read_model` adds one entry to the reading; what it stumbles over is a SourceError that names the
    entry by its place, counted from zero.
    """

    def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
        del provider_named  # every offering is the source's own
        reading = Reading(source=source)
        models = answer if under is None else expect(answer, dict, "the answer").get(under)
        for place, model in enumerate(expect(models, list, under or "the answer")):
            with reading.at(f"model {place}"):
                read_model(reading, expect(model, dict, "a model"))
        return reading

    return parse
