"""Differences between two catalogs in words: `input 3 -> 2.5 USD/M (-16.7 %), openrouter, 2026-11-24`.

The words are plain text: whoever writes them into a page or onto a screen escapes them for it.
"""

from __future__ import annotations

from modeldex.catalog.evidence import DATES, LIMITS, is_rate
from modeldex.catalog.rate_words import amount_in_words, move_in_words, rate_name
from modeldex.core.capability import CAPABILITIES
from modeldex.core.list_fields import Scores
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.core.evidence import Change
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

RETIRED, REMOVED, REPRICED, CORRECTED, LIMITED, ABILITY, STATUS, END, SUCCESSOR, ADDED, SCORED, OTHER = (
    "retired", "removed", "repriced", "price corrected", "limits", "capabilities", "status", "dates",
    "successor", "added", "benchmarks", "other",
)  # fmt: skip
CHANGE_KINDS = (
    RETIRED, REMOVED, REPRICED, CORRECTED, LIMITED, ABILITY, STATUS, END, SUCCESSOR, ADDED, SCORED, OTHER,
)  # fmt: skip
"""What a change may be, what concerns a user most first."""

_LONGEST = 60
"""Letters of a value that a sentence holds."""
_MOST_SCORES = 4
"""Benchmarks that a sentence names."""
_NAMES = {
    "max_context": "window", "max_input": "input limit", "max_output": "output limit",
    "max_images": "images of a call", "release_date": "release", "knowledge_cutoff": "knowledge cutoff",
    "deprecated_on": "deprecation", "retires_on": "retirement",
}  # fmt: skip
_COUNTED = {**dict.fromkeys(LIMITS, " tokens"), "max_images": ""}
"""Limit -> what it counts."""
_KIND_OF = {
    **dict.fromkeys(_COUNTED, LIMITED),
    **dict.fromkeys(CAPABILITIES, ABILITY),
    **dict.fromkeys(DATES, END),
    **dict.fromkeys(("benchmarks", "scores"), SCORED),
    "successor": SUCCESSOR,
}
"""Field -> the kind of its changes, where they are of one kind."""


def change_kind(change: Change, after: ModelConfig | None = None) -> str:
    """The kind of a change, one of `CHANGE_KINDS`; `after` tells a corrected rate from one that moved."""
    field = change.field
    if field == "id":
        return ADDED if change.before is None else REMOVED
    if field == "status":
        return RETIRED if change.after == ModelStatus.RETIRED.value else STATUS
    if is_rate(field):
        row = rate_row(change, after)
        return CORRECTED if row is not None and row.kind == "correction" else REPRICED
    return _KIND_OF.get(field, OTHER)


def sentence(
    change: Change,
    before: ModelConfig | None = None,
    after: ModelConfig | None = None,
    *,
    source: str | None = None,
    seen_on: str | None = None,
    is_correction: bool = False,
) -> str:
    """A change with the full id of its offering in front."""
    words = change_words(
        change, before, after, source=source, seen_on=seen_on, is_correction=is_correction
    )  # fmt: skip
    return f"{change.model}: {words}"


def change_words(
    change: Change,
    before: ModelConfig | None = None,
    after: ModelConfig | None = None,
    *,
    source: str | None = None,
    seen_on: str | None = None,
    is_correction: bool = False,
) -> str:
    """What a change means: what was, what is, in which unit, who says so and since when.

    `before` and `after` are the offering in the two catalogs. A rate names the source and the day of
    its own price row, and tells itself whether it is a correction; for any other field all that is told
    by whoever knows it.
    """
    kind = change_kind(change, after)
    said = _WORDS[kind](change, before, after)
    if kind in (REPRICED, CORRECTED):
        row = rate_row(change, after)
        source, seen_on = (row.source, _begun(row)) if row is not None else (None, None)
    if kind in (RETIRED, END) and seen_on is not None:
        seen_on = f"seen {seen_on}"  # beside a day that the words name already
    correction = "a correction" if is_correction or kind == CORRECTED else None
    return ", ".join(filter(None, (said, correction, source, seen_on)))


def rate_row(change: Change, after: ModelConfig | None) -> Price | None:
    """The price row that carries the rate that a change ends in; None where there is no such rate."""
    if after is None or change.after is None:
        return None
    amount = change.after.partition(" ")[0]
    rows = [row for row in after.prices if row.key == change.field and row.amount_text == amount]
    return max(rows, key=lambda row: (row.valid_to is None, _begun(row) or ""), default=None)


def _begun(row: Price) -> str | None:
    return row.valid_from or row.recorded_on


def _added(_change: Change, _before: ModelConfig | None, after: ModelConfig | None) -> str:
    """That an offering is new, with its plain rates and its window as far as they are known."""
    if after is None:
        return "added"
    rates = {row.unit: row.amount_text for row in after.prices if row.is_base and row.valid_to is None}
    known = [
        f"{rate_name(unit)} {amount_in_words(unit, rates[unit])}"
        for unit in ("input_tokens", "output_tokens")
        if unit in rates
    ]
    known += [f"window {after.context_window:,} tokens"] if after.context_window else []
    return f"added: {', '.join(known)}" if known else "added"


def _removed(_change: Change, before: ModelConfig | None, _after: ModelConfig | None) -> str:
    was = f", was {before.status.name.lower()}" if before is not None else ""
    return f"no longer in the catalog{was}"


def _retired(change: Change, _before: ModelConfig | None, after: ModelConfig | None) -> str:
    """That an offering has retired, on which day and what follows it, as far as it is known."""
    words = f"{_status(change.before)} -> retired"
    if after is not None and after.retires_on:
        words += f" on {after.retires_on}"
    if after is not None and after.successor:
        words += f", successor {_short(after.successor)}"
    return words


def _of_status(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    return f"{_status(change.before)} -> {_status(change.after)}"


def _repriced(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    return move_in_words(change.field, change.before, change.after)


def _limited(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    """A limit, and whether it got narrower or wider."""
    name, unit = _NAMES[change.field], _COUNTED[change.field]
    was, now = (None if value is None else int(value) for value in (change.before, change.after))
    if was is None or now is None:
        return _one_sided(name, *(None if one is None else f"{one:,}{unit}" for one in (was, now)))
    return f"{name} {was:,} -> {now:,}{unit}, {'narrower' if now < was else 'wider'}"


def _able(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    words = {"true": "yes", "false": "no", None: "unknown"}
    was, now = words.get(change.before, "unknown"), words.get(change.after, "unknown")
    return f"{change.field.replace('_', ' ')} {was} -> {now}"


def _dated(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    """A date; an end that moved is put off or brought forward."""
    name = _NAMES[change.field]
    if change.before is None or change.after is None:
        return _one_sided(name, change.before, change.after)
    words = f"{name} {change.before} -> {change.after}"
    if change.field not in ("deprecated_on", "retires_on"):
        return words
    if change.after.startswith(change.before) or change.before.startswith(change.after):
        return words
    return f"{words}, {'put off' if change.after > change.before else 'brought forward'}"


def _succeeded(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    return _of_text("successor", change)


def _scored(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    """The scores that moved, those that are new, and those that are gone; of each the first by name."""
    was, now = Scores.read(change.before), Scores.read(change.after)
    moved = [
        f"{_short(name)} {was[name]:g} -> {now[name]:g}"
        for name in sorted(was.keys() & now.keys())
        if was[name] != now[name]
    ]
    new = [f"{_short(name)} {now[name]:g}" for name in sorted(now.keys() - was.keys())]
    gone = [_short(name) for name in sorted(was.keys() - now.keys())]
    parts = [_some(moved)] if moved else []
    parts += [f"first stated: {_some(new)}"] if new else []
    parts += [f"no longer stated: {_some(gone)}"] if gone else []
    return "; ".join(parts)


def _some(parts: list[str]) -> str:
    rest = len(parts) - _MOST_SCORES
    return ", ".join(parts[:_MOST_SCORES]) + (f" and {rest} more" if rest > 0 else "")


def _other(change: Change, _before: ModelConfig | None, _after: ModelConfig | None) -> str:
    return _of_text(change.field.replace("_", " "), change)


def _of_text(name: str, change: Change) -> str:
    was, now = (None if value is None else _short(value) for value in (change.before, change.after))
    return f"{name} {was} -> {now}" if was is not None and now is not None else _one_sided(name, was, now)


def _one_sided(name: str, was: str | None, now: str | None) -> str:
    """A value that was not stated before, or is not any more."""
    return f"{name} no longer stated, was {was}" if now is None else f"{name} first stated: {now}"


def _status(letter: str | None) -> str:
    return "unknown" if letter is None else ModelStatus(letter).name.lower()


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


_WORDS: dict[str, Callable[[Change, ModelConfig | None, ModelConfig | None], str]] = {
    RETIRED: _retired, REMOVED: _removed, REPRICED: _repriced, CORRECTED: _repriced, LIMITED: _limited,
    ABILITY: _able, STATUS: _of_status, END: _dated, SUCCESSOR: _succeeded, ADDED: _added, SCORED: _scored,
    OTHER: _other,
}  # fmt: skip
"""Kind -> how it is said."""
