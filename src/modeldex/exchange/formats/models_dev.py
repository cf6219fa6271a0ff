"""models.dev's `api.json`: providers with their models, USD per million.

What nobody states is left out; where a list of modalities is not known to be complete, the field
`unknown` beside it says so. The tier above 200,000 tokens is written under `context_over_200k` too,
for readers that know no tiers. The package of a provider's client (`npm`) is no fact of ours.

Not carried: rates of a batch, by region, hour or size, or of what models.dev has no name for;
retired and disabled statuses; benchmarks. A free rate is written as 0, which readers take for free
only where the id says so.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from modeldex.core.price import STANDARD
from modeldex.exchange.base import Format
from modeldex.exchange.json_text import lines_of_map, number, written
from modeldex.exchange.modalities import FIELD, Lists, forget, pop_unknown, reads_text, writes_text
from modeldex.exchange.upstream import counted, imported, parsed
from modeldex.sources.upstreams import models_dev

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modeldex.core.price import Price
    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger
    from modeldex.sources.base import Reading

_NAMES = {unit: name for name, unit in models_dev.RATES.items()}
_STATUS = {"D": "deprecated", "P": "beta"}
_KEYS = ("api_key", "auth_token", "bearer_token", "access_key_id", "secret_access_key", "credentials_file")
_BESIDE = ("resource_name", "account_id", "gateway_id", "region", "location", "host")
_OVER_200K = 200_000
_LISTS = {"input": models_dev.INPUTS, "output": models_dev.OUTPUTS}


def write(models: Iterable[Facts], ledger: Ledger, providers: Mapping[str, Provider]) -> Iterator[str]:
    """Provider by provider, one model a line."""
    before = "{\n"
    for slug, served in groupby(models, key=lambda facts: facts.model.provider):
        entries = list(_models(served, ledger))
        if not entries:
            continue
        head = written(_provider(slug, providers.get(slug)))
        yield f'{before}  {written(slug)}: {head[:-1]}, "models": '
        yield from lines_of_map(entries, indent="  ")
        yield "}"
        before = ",\n"
    yield "\n}\n" if before == ",\n" else "{}\n"


def _provider(slug: str, provider: Provider | None) -> dict[str, Any]:
    if provider is None:
        return {"id": slug}
    names = [provider.env[role][0] for role in (*_KEYS, *_BESIDE) if role in provider.env]
    if "project" in provider.env and "location" in provider.env:
        names.append(provider.env["project"][0])
    root = provider.wire_formats.get("openai_chat")
    block = {
        "id": slug,
        "env": names or None,
        "api": f"{provider.base_url}{root}" if provider.base_url and root is not None else None,
        "name": provider.name,
        "doc": provider.docs,
    }
    return {name: value for name, value in block.items() if value is not None}


def _models(served: Iterable[Facts], ledger: Ledger) -> Iterator[tuple[str, str]]:
    for facts in served:
        entry = _entry(facts)
        if ledger.settle(facts, entry):
            yield facts.model.model_id, written(entry)


def _entry(facts: Facts) -> dict[str, Any]:
    status = _STATUS.get(facts.model.status.value)
    if status is not None:
        facts.take("status")
    limit = {
        "context": facts.take("max_context"),
        "input": facts.take("max_input"),
        "output": facts.take("max_output"),
    }
    cost, modes = _costs(facts)
    lists = Lists(facts)
    entry = {
        "id": facts.model.model_id,
        "name": facts.take("name"),
        "family": facts.take("family"),
        "attachment": _reads_files(facts),
        "reasoning": facts.can("thinking"),
        "tool_call": facts.can("tool_use"),
        "structured_output": facts.can("structured_output"),
        "temperature": facts.can("temperature"),
        "knowledge": facts.take("knowledge_cutoff"),
        "release_date": facts.take("release_date"),
        "last_updated": facts.model.updated,
        "modalities": _stated({
            "input": lists.listed("input", models_dev.INPUTS, text=reads_text(facts)),
            "output": lists.listed("output", models_dev.OUTPUTS, text=writes_text(facts)),
        }),
        FIELD: lists.unknown or None,
        "open_weights": facts.take("open_weights"),
        "limit": _stated(limit),
        "status": status,
        "cost": cost,
        "experimental": {"modes": modes} if modes else None,
    }  # fmt: skip
    return _stated(entry) or {}


def _stated(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The fields that somebody states; None where nobody states any."""
    return {name: value for name, value in fields.items() if value is not None} or None


def _reads_files(facts: Facts) -> bool | None:
    """`attachment`: whether it takes any file; what the list of its inputs says in short."""
    says = [facts.supports(capability) for capability in models_dev.INPUTS.values()]
    return True if any(says) else False if None not in says else None


def _costs(facts: Facts) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The costs of an ordinary call with its tiers, and those of other ways to be served."""
    cost: dict[str, Any] = {}
    tiers: dict[int, dict[str, Any]] = {}
    modes: dict[str, dict[str, Any]] = {}
    carried = []
    for price in facts.rates:
        name = _name(price)
        amount = number(price.amount) if name is not None and price.amount is not None else None
        if name is None or amount is None:
            continue
        if price.service != STANDARD:
            modes.setdefault(price.service, {"cost": {}})["cost"][name] = amount
        elif price.above_tokens:
            tiers.setdefault(price.above_tokens, {})[name] = amount
        else:
            cost[name] = amount
        carried.append(price)
    facts.carry(carried, free=any(mark in facts.model.model_id for mark in models_dev.FREE_MARKS))
    if tiers:
        cost["tiers"] = [
            rates | {"tier": {"type": "context", "size": size}} for size, rates in sorted(tiers.items())
        ]
    if _OVER_200K in tiers:
        cost["context_over_200k"] = tiers[_OVER_200K]
    return cost or None, modes


def _name(price: Price) -> str | None:
    """models.dev's name of a rate; None where it has none."""
    is_elsewhere = price.region or price.hours_utc or price.variant or price.currency != "USD"
    is_tier_of_service = price.service != STANDARD and price.above_tokens
    if is_elsewhere or is_tier_of_service or price.service == "batch":
        return None
    return _NAMES.get(price.unit)


def read(document: Document, desk: Desk) -> Imported:
    """Read an `api.json`; a provider that nobody knows is left out."""
    skipped: dict[str, str] = {}

    def entries(answer: Any) -> list[tuple[str, Any]]:
        if not isinstance(answer, dict):
            raise document.faults(["must be an object of providers, each with its models"])
        found: list[tuple[str, Any]] = []
        for slug, block in answer.items():
            models = block.get("models") if isinstance(block, dict) else None
            if not isinstance(models, dict):
                raise document.faults([f"{slug}: must have an object of models"])
            if desk.forced is None and desk.named(slug) is None:
                skipped[slug] = desk.stranger(slug)
                continue
            found += ((f"{slug}/{name}", (slug, block, name, model)) for name, model in models.items())
        return found

    reading = parsed(document, entries, lambda some: _parse(some, desk))
    made = imported("models.dev", document, reading, desk, skipped)
    models = (
        model
        for slug, block in document.shape.items()
        if slug not in skipped
        for model in block["models"].values()
    )
    made.not_kept.update(counted(models, set(models_dev.NOT_CARRIED) - {"id", "attachment"}))
    return made


def _parse(entries: Sequence[tuple[str, Any]], desk: Desk) -> Reading:
    """Read models, put back into the blocks of their providers."""
    blocks: dict[str, Any] = {}
    unknown = {}
    for _, (slug, block, model_id, model) in entries:
        unknown[f"{desk.named(slug) or slug}/{model_id}"] = pop_unknown(model)
        blocks.setdefault(slug, block | {"models": {}})["models"][model_id] = model
    reading = models_dev.parse(blocks, desk.naming())
    for full_id, offering in reading.offerings.items():
        forget(offering, unknown[full_id], _LISTS)
    return reading


def _recognises(document: Document) -> bool:
    shape = document.shape
    return isinstance(shape, dict) and any(
        isinstance(block, dict) and isinstance(block.get("models"), dict) for block in shape.values()
    )


FORMAT = Format(
    name="models.dev",
    title="models.dev's api.json",
    write=write,
    read=read,
    recognises=_recognises,
    requires=(
        "name", "attachment", "reasoning", "tool_call", "release_date", "last_updated",
        "modalities.input", "modalities.output", "open_weights", "limit.context", "limit.output",
        "cost?.input", "cost?.output",
    ),
)  # fmt: skip
