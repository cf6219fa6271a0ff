"""OpenRouter's list of models: `{"data": [...]}`, prices as texts in USD per single token.

An id is OpenRouter's own where OpenRouter serves the model; any other is the full id, and the entry
names its `provider`. Where a full id is also an id of OpenRouter's, OpenRouter's is written in full
too, so that each id stands once.

What nobody states is left out; where a list of modalities or parameters is not known to be complete,
the field `unknown` beside it says so.

Not carried: rates of a batch, by region, hour or size; statuses. Free is "0", variable is "-1".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.core.money import CONTEXT
from modeldex.core.price import STANDARD
from modeldex.exchange.base import Format
from modeldex.exchange.json_text import lines_of_list, written
from modeldex.exchange.modalities import FIELD, Lists, forget, pop_unknown, reads_text, writes_text
from modeldex.exchange.upstream import counted, imported, parsed
from modeldex.pipeline.manifest import is_whole_day
from modeldex.sources.offering import MOST_PER_IMAGE_TOKEN
from modeldex.sources.upstreams import openrouter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.core.price import Price
    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger
    from modeldex.sources.base import Reading

_OWN = "openrouter"
_NAMES = {unit: (name, 6) for name, unit in openrouter.PER_TOKEN.items()}
_NAMES |= {unit: (name, 0) for name, unit in openrouter.PER_ONE.items()}
_INDEX = "artificial_analysis_"
_PRICING = frozenset(("image", "discount", "overrides", *openrouter.PER_TOKEN, *openrouter.PER_ONE))
_TELLING = ("architecture", "supported_parameters", "canonical_slug", "provider")
"""Fields that other lists of models do not have."""
_LISTS = {
    "input_modalities": openrouter.INPUTS,
    "output_modalities": openrouter.OUTPUTS,
    "supported_parameters": openrouter.PARAMETERS,
}


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """The list, one model a line."""
    del providers  # the format has none
    facts = list(models)
    full_ids = {one.model.id for one in facts if one.model.provider != _OWN}
    yield '{"data": '
    yield from lines_of_list(_entries(facts, full_ids, ledger))
    yield "}\n"


def _entries(facts: Iterable[Facts], full_ids: set[str], ledger: Ledger) -> Iterator[str]:
    for one in facts:
        entry = _entry(one, full_ids)
        if ledger.settle(one, entry):
            yield written(entry)


def _entry(facts: Facts, full_ids: set[str]) -> dict[str, Any]:
    model = facts.model
    is_own = model.provider == _OWN and model.model_id not in full_ids
    output = facts.take("max_output")
    lists = Lists(facts)
    entry = {
        "id": model.model_id if is_own else model.id,
        "provider": None if is_own else model.provider,
        "canonical_slug": _slug(facts, model.model_id if is_own else model.id),
        "name": facts.take("name"),
        "description": model.description,
        "context_length": facts.take("max_context"),
        "architecture": _architecture(facts, lists),
        "pricing": _pricing(facts),
        "top_provider": None if output is None else {"max_completion_tokens": output},
        "supported_parameters": lists.listed("supported_parameters", openrouter.PARAMETERS, empty=False),
        FIELD: lists.unknown or None,
        "default_parameters": dict(facts.take("default_parameters")) or None,
        "knowledge_cutoff": facts.take("knowledge_cutoff"),
        "expiration_date": facts.take("retires_on") if is_whole_day(model.retires_on or "") else None,
        "benchmarks": _benchmarks(facts),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _slug(facts: Facts, written_id: str) -> str | None:
    """The one other name of a model; a variant shares that of its base, and has none of its own."""
    aliases = facts.model.aliases
    if len(aliases) != 1 or ":" in written_id or aliases[0] == written_id:
        return None
    facts.take("alias")
    return aliases[0]


def _architecture(facts: Facts, lists: Lists) -> dict[str, Any] | None:
    read = lists.listed("input_modalities", openrouter.INPUTS, text=reads_text(facts))
    made = lists.listed("output_modalities", openrouter.OUTPUTS, text=writes_text(facts))
    both = {"input_modalities": read, "output_modalities": made}
    stated: dict[str, Any] = {name: value for name, value in both.items() if value is not None}
    if read and made:
        stated = {"modality": f"{'+'.join(read)}->{'+'.join(made)}"} | stated
    return stated or None


def _benchmarks(facts: Facts) -> dict[str, Any] | None:
    names = [name for name in facts.model.benchmarks if name.startswith(_INDEX)]
    scores = {name.removeprefix(_INDEX): facts.score(name) for name in names}
    return {"artificial_analysis": scores} if scores else None


def _pricing(facts: Facts) -> dict[str, Any]:
    pricing: dict[str, Any] = {}
    overrides: dict[int, dict[str, Any]] = {}
    carried = []
    for price in facts.rates:
        named = _named(price)
        if named is None:
            continue
        name, scale = named
        text = "-1" if price.amount is None else money.text(price.amount.scaleb(-scale, CONTEXT))
        rates = overrides.setdefault(price.above_tokens, {}) if price.above_tokens else pricing
        rates[name] = text
        carried.append(price)
    facts.carry(carried, free=True)
    if overrides:
        pricing["overrides"] = [
            {"min_prompt_tokens": above} | rates for above, rates in sorted(overrides.items())
        ]
    return pricing


def _named(price: Price) -> tuple[str, int] | None:
    """OpenRouter's name of a rate, and how far the point moves; None where it has none."""
    is_elsewhere = price.region or price.hours_utc or price.variant or price.currency != "USD"
    if is_elsewhere or price.service != STANDARD:
        return None
    if price.unit == "input_images":  # `image` held prices per token once: those are as low as this
        return ("image", 0) if price.amount and price.amount > MOST_PER_IMAGE_TOKEN else None
    return _NAMES.get(price.unit)


def read(document: Document, desk: Desk) -> Imported:
    """Read a list; entries that name a provider beside their id belong to that one."""
    skipped: dict[str, str] = {}

    def entries(answer: Any) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        seen: set[str] = set()
        for place, model in enumerate(_models(answer, document), 1):
            name = model.get("id") if isinstance(model, dict) else None
            provider = model.get("provider") if isinstance(model, dict) else None
            if isinstance(provider, str) and desk.forced is None and desk.named(provider) is None:
                skipped[str(name)] = desk.stranger(provider)
            elif str(name) in seen:
                skipped[f"model {place}"] = f"{name} stands above already"
            else:
                seen.add(str(name))
                found.append((f"model {place} ({name})" if name is not None else f"model {place}", model))
        return found

    reading = parsed(document, entries, lambda some: _parse([model for _, model in some], desk))
    made = imported("openrouter", document, reading, desk, skipped)
    models = [one for one in _models(document.shape, document) if str(one.get("id")) not in skipped]
    made.not_kept.update(counted(models, set(openrouter.NOT_CARRIED) - {"description"}))
    return made


def _models(answer: Any, document: Document) -> list[Any]:
    models = answer
    if isinstance(answer, dict):
        models = answer["data"] if "data" in answer else answer.get("models")
    if not isinstance(models, list):
        raise document.faults(['must be a list of models, or an object with one under "data"'])
    return models


def _parse(models: list[Any], desk: Desk) -> Reading:
    """Read models, then put each where its extra fields say, and take back what they call unknown."""
    records = [model for model in models if isinstance(model, dict)]
    owners = {
        str(one.get("id")): one.pop("provider") for one in records if isinstance(one.get("provider"), str)
    }
    unknown = {str(one.get("id")): pop_unknown(one) for one in records}
    reading = openrouter.parse(models, desk.naming())
    offerings = list(reading.offerings.values())
    reading.offerings.clear()
    for offering in offerings:
        name = offering.model_id
        forget(offering, unknown.get(name, {}), _LISTS)
        if name in owners:
            offering.provider = desk.named(owners[name]) or owners[name]
            offering.model_id = name.removeprefix(f"{owners[name]}/")
        reading.offerings[offering.id] = offering
    return reading


def _recognises(document: Document) -> bool:
    """Prices under its own names, as texts: other lists share the shape, not the units."""
    shape = document.shape
    if isinstance(shape, dict):
        shape = shape.get("data", shape.get("models"))
    if not isinstance(shape, list) or not all(_is_priced_so(one) for one in shape):
        return False
    return any(name in one for one in shape for name in _TELLING)


def _is_priced_so(value: Any) -> bool:
    pricing = value.get("pricing") if isinstance(value, dict) and "id" in value else None
    return isinstance(pricing, dict) and all(
        name in _PRICING and (isinstance(amount, str) or name in ("overrides", "discount"))
        for name, amount in pricing.items()
    )


FORMAT = Format(
    name="openrouter",
    title="OpenRouter's list of models",
    write=write,
    read=read,
    recognises=_recognises,
    requires=(
        "name", "context_length", "architecture.input_modalities", "architecture.output_modalities",
        "pricing.prompt", "pricing.completion", "supported_parameters",
    ),
)  # fmt: skip
