"""LiteLLM's price map: one object of models, USD per single unit.

A flag that nobody states is left out, because to LiteLLM absent is not false; `false` is written
where somebody says no. `max_input_tokens` is the input limit where that is stated apart from the
window, and the window otherwise, as in LiteLLM's own map. Keys begin with LiteLLM's name of the
provider, but where LiteLLM itself writes bare ids.

Not carried: rates by region, hour, size, or in another currency; statuses; benchmarks. A free rate
is written as 0, which readers may take for not priced, so it counts as not carried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.exchange.base import Format
from modeldex.exchange.json_text import lines_of_map, written
from modeldex.exchange.litellm_keys import Keys
from modeldex.exchange.litellm_prices import BASE_OF, prices
from modeldex.exchange.upstream import counted, imported, parsed
from modeldex.identity.litellm_words import FLAGS, MODES
from modeldex.pipeline.manifest import is_whole_day
from modeldex.sources.upstreams import litellm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger
    from modeldex.sources.base import Reading

_FIELDS = {capability: field for field, capability in reversed(FLAGS.items())}
_MODES = (
    "chat", "embedding", "rerank", "moderation", "ocr", "image_generation", "video_generation",
    "audio_transcription", "audio_speech", "realtime", "completion",
)  # fmt: skip
"""LiteLLM's words for what a model does; the first that is true of it is written."""


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """The map, one model a line."""
    keys = Keys(providers)
    entries = (entry for facts in models for entry in _entries(facts, ledger, keys))
    yield from lines_of_map((key, written(entry)) for key, entry in entries)
    yield "\n"


def _entries(facts: Facts, ledger: Ledger, keys: Keys) -> Iterator[tuple[str, dict[str, Any]]]:
    key, provider, reason = keys.of(facts.model)
    if reason is not None:
        ledger.leave_out(facts, reason)
        return
    entry = _entry(facts, provider)
    if ledger.settle(facts, entry):
        yield key, entry


def _entry(facts: Facts, provider: str) -> dict[str, Any]:
    mode = _mode(facts)
    retires_on = facts.model.retires_on
    entry = {
        "litellm_provider": provider,
        "mode": mode,
        **_limits(facts),
        **prices(facts, mode, provider),
        "deprecation_date": facts.take("retires_on") if retires_on and is_whole_day(retires_on) else None,
        **{field: facts.can(capability) for capability, field in _FIELDS.items()},
        "supported_output_modalities": _made(facts, mode),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _mode(facts: Facts) -> str | None:
    for mode in _MODES:
        if all(facts.supports(capability) for capability in MODES[mode]):
            for capability in MODES[mode]:
                facts.can(capability)
            return mode
    return None


def _made(facts: Facts, mode: str | None) -> list[str] | None:
    """What an answer may hold, where the mode does not say so."""
    said = MODES[mode]
    made = [
        modality
        for modality, capability in litellm.OUTPUTS.items()
        if capability not in said and facts.supports(capability) and facts.can(capability)
    ]
    return [*(["text"] if "chat" in said else []), *made] if made else None


def _limits(facts: Facts) -> dict[str, Any]:
    window, share = facts.model.context_window, facts.model.max_input_tokens
    if share is None or share == window:
        facts.take("max_context")
    facts.take("max_input")
    output = facts.take("max_output")
    return {
        "max_tokens": output,
        "max_input_tokens": window if share is None else share,
        "max_output_tokens": output,
        "rpm": facts.take("rpm"),
        "tpm": facts.take("tpm"),
    }


def read(document: Document, desk: Desk) -> Imported:
    """Read a map; an entry whose provider nobody knows is left out."""
    skipped: dict[str, str] = {}

    def entries(answer: Any) -> list[tuple[str, Any]]:
        if not isinstance(answer, dict):
            raise document.faults(["must be an object of models, each with its litellm_provider"])
        return [
            (key, _with_provider(row, desk))
            for key, row in answer.items()
            if _reason(key, row, desk, skipped) is None
        ]

    rows = document.shape if isinstance(document.shape, dict) else {}
    stated = {str(row.get("litellm_provider")) for row in rows.values() if isinstance(row, dict)}
    reading = parsed(document, entries, lambda some: litellm.parse(dict(some), desk.naming(stated)))
    _tell_windows_apart(reading, desk)
    made = imported("litellm", document, reading, desk, skipped)
    read_rows = (row for key, row in rows.items() if key not in made.skipped)
    made.not_kept.update(counted(read_rows, litellm.NOT_CARRIED - {"max_tokens"}))
    return made


def _reason(key: str, row: Any, desk: Desk, skipped: dict[str, str]) -> str | None:
    """Why an entry is left out before it is read; a parser says the rest."""
    provider = row.get("litellm_provider") if isinstance(row, dict) else None
    if key == "sample_spec":
        skipped[key] = "it explains the fields, and is no model"
    elif isinstance(provider, str) and desk.forced is None and desk.named(provider) is None:
        skipped[key] = desk.stranger(provider)
    return skipped.get(key)


def _with_provider(row: Any, desk: Desk) -> Any:
    if isinstance(row, dict) and desk.forced is not None:
        row.setdefault("litellm_provider", desk.forced)
    return row


def _tell_windows_apart(reading: Reading, desk: Desk) -> None:
    """`max_input_tokens` is the window of most models, and the input share of those known to have one."""
    for offering in reading.offerings.values():
        stated = offering.cells.get("max_input")
        if stated is None or stated != offering.cells.get("max_context"):
            continue
        known, limit = desk.known(offering.id), int(stated)
        window = known.context_window if known is not None else None
        share = known.max_input_tokens if known is not None else None
        is_below = window is not None and window > limit
        if is_below:
            reading.mended[offering.id] = f"{stated} is its input limit: its window is known to be {window}"
        if window != limit and (is_below or share == limit):
            del offering.cells["max_context"]
        if not is_below and share != limit:
            del offering.cells["max_input"]


def _recognises(document: Document) -> bool:
    shape = document.shape
    if not isinstance(shape, dict) or not shape:
        return False
    rows = [row for row in shape.values() if isinstance(row, dict)]
    telling = [row for row in rows if "litellm_provider" in row or BASE_OF["input_tokens"][0] in row]
    return len(rows) == len(shape) and bool(telling)


FORMAT = Format(
    name="litellm",
    title="LiteLLM's price map",
    write=write,
    read=read,
    recognises=_recognises,
    requires=("mode", "max_input_tokens"),
)
