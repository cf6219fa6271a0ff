"""Retirement notices of seven providers' own pages, collected in one list by bydtech-model-retire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.offering import one_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_STATUS = {"deprecated": "D", "retired": "R"}
_ONE_MODEL = re.compile(r"(?P<id>[\w.:@/-]+)(?: \([^()]*\))?")
"""A replacement that is one id, at most with a setting: `gpt-9 (reasoning.mode: pro)`."""
_LIMITS_OF_A_DATE = {"earliest possible": "not_before", "Region": "by_region", "EOL": "by_region"}
"""What a note holds -> what its retirement date is then: a lower bound, or that of some regions only."""


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the list; a notice holds for each other id that it names as well."""
    reading = Reading(source="deprecations")
    with reading.at("the answer"):
        answer = expect(answer, dict, "the answer")
        drop(answer, ("updated",))  # when the list was written; each notice has its own day
        notices = expect(answer.pop("models"), list, "models")
        reading.leftovers("", answer)
    listed = {(n.get("provider"), n.get("id")) for n in notices if isinstance(n, dict) and _is_named(n)}
    for place, notice in enumerate(notices):
        with reading.at(f"notice {place}"):
            _notice(reading, expect(notice, dict, "a notice"), provider_named, listed)
    return reading


def _is_named(notice: dict[str, Any]) -> bool:
    return isinstance(notice.get("provider"), str) and isinstance(notice.get("id"), str)


def _notice(
    reading: Reading,
    notice: dict[str, Any],
    provider_named: Callable[[str], str | None],
    listed: set[tuple[Any, Any]],
) -> None:
    named, model_id = expect(notice.pop("provider"), str, "provider"), expect(notice.pop("id"), str, "id")
    provider = provider_named(named)
    if provider is None:
        raise SourceError(
            f"deprecations: {named}/{model_id}: no provider {named!r}; add the name to data/aliases.csv"
        )
    aliases = expect(notice.pop("aliases", []), list, "aliases")
    others = [expect(alias, str, "an alias") for alias in aliases if (named, alias) not in listed]
    facts = {name: notice.pop(name, None) for name in ("deprecated_on", "retires_on", "replacement", "note")}
    status, page, checked = _STATUS[notice.pop("status")], notice.pop("source"), notice.pop("checked")
    for each in (model_id, *others):
        offering = reading.offering(provider, _on_the_wire(provider, each))
        offering.url = expect(page, str, "source")
        offering.say("status", status)
        offering.day("updated", checked)
        offering.day("deprecated_on", facts["deprecated_on"])
        _retirement(offering, facts["retires_on"], facts["note"])
        _successor(offering, facts["replacement"])
    reading.leftovers("notice", notice)


def _on_the_wire(provider: str, model_id: str) -> str:
    """OpenAI's page writes `ft-gpt-9` of the tuned models whose ids begin with `ft:gpt-9`."""
    return f"ft:{model_id[3:]}" if provider == "openai" and model_id.startswith("ft-") else model_id


def _retirement(offering: Offering, day: str | None, note: str | None) -> None:
    """A note is prose and not carried, but for what it says the date is."""
    offering.day("retires_on", day)
    if day and note:
        limit = next((word for part, word in _LIMITS_OF_A_DATE.items() if part in note), None)
        if limit is not None:
            offering.originals["retires_on"] = limit


def _successor(offering: Offering, replacement: str | None) -> None:
    """One replacement is a successor; where there is a choice (`a or b`), only its text is kept."""
    if replacement is None:
        return
    one = _ONE_MODEL.fullmatch(replacement)
    if one is not None:
        offering.say("successor", f"{offering.provider}/{one['id']}")
    if one is None or one["id"] != replacement:
        offering.originals["successor"] = one_word(replacement)


SOURCE = Source(
    name="deprecations",
    title="bydtech-model-retire",
    url="https://github.com/bydtech/model-retire",
    licence="MIT, bydtech-model-retire",
    own_listing_of=None,
    bounds=Bounds(
        least=250,
        most=1_500,
        fill={
            "status": 1.0,
            "retires_on": 0.90,
            "deprecated_on": 0.60,
            "successor": 0.50,
        },
    ),
    parse=parse,
    fetch=None,  # no address of its file is known that would stay
)
