"""Lists whose readers take what is not in them as a no: of modalities, and of parameters.

Such a list cannot say unknown. It is written where somebody states one of its members; those of
which nobody says anything are named in the entry's field `unknown`, list by list. Our own reader
honours that field, so that absent is not false; the report of an export counts what others read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.exchange.facts import Facts
    from modeldex.sources.offering import Offering

FIELD = "unknown"
"""The field of an entry that names the members of its lists of which nobody says anything."""
_READS_TEXT = ("chat", "text_completion", "embedding", "reranking", "moderation")
_READS_OTHERS = ("transcription", "ocr")
_WRITES_OTHERS = ("image_output", "video_output", "audio_output", "embedding")


class Lists:
    """The lists of one entry, as they are written."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.unknown: dict[str, list[str]] = {}
        """List -> its members of which nobody says anything."""

    def listed(
        self, name: str, members: Mapping[str, str], *, text: bool = False, empty: bool = True
    ) -> list[str] | None:
        """The members (-> capability) that a model has, `text` first; None where there is no list.

        `empty`: whether a list without any member says no to them all.
        """
        says = {member: self._facts.supports(capability) for member, capability in members.items()}
        has = [member for member, value in says.items() if value]
        if not has and (not empty or all(value is None for value in says.values())):
            return None
        for capability in members.values():
            self._facts.can(capability)
        if unknown := [member for member, value in says.items() if value is None]:
            self.unknown[name] = unknown
        return ["text", *has] if text else has


def pop_unknown(record: Any) -> dict[str, list[Any]]:
    """Take the field `unknown` out of an entry, where it is one of ours."""
    stated = record.get(FIELD) if isinstance(record, dict) else None
    if not isinstance(stated, dict) or not all(isinstance(members, list) for members in stated.values()):
        return {}
    del record[FIELD]
    return stated


def forget(
    offering: Offering, unknown: Mapping[str, list[Any]], tables: Mapping[str, Mapping[str, str]]
) -> None:
    """Take back what a parser concluded from the absence of members that are unknown."""
    for name, members in unknown.items():
        for member in members:
            offering.flags.pop(tables.get(name, {}).get(str(member), ""), None)


def reads_text(facts: Facts) -> bool:
    """Whether text is among what a model reads: a language model does, unless it is known for other work."""
    return any(facts.supports(name) for name in _READS_TEXT) or not any(
        facts.supports(name) for name in _READS_OTHERS
    )


def writes_text(facts: Facts) -> bool:
    """Whether text is among what a model writes."""
    return bool(facts.supports("chat")) or not any(facts.supports(name) for name in _WRITES_OTHERS)
