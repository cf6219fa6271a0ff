"""Promotion: a model that was discovered, as a table of the user's file.

What is known of it stands there as keys; what still has to be filled in as comments, each with what it
means. The table is added at the end of the file, so that everything in it stays as it is.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import BASE_RATES, MODEL_COLUMNS
from modeldex.config.configuration import check
from modeldex.config.document import JSON, TOML, document_of, read_document
from modeldex.config.editing import MODELS, FileText, alone_with
from modeldex.config.kinds import UNKNOWN
from modeldex.config.loading import configuration_of
from modeldex.config.model_keys import MODEL
from modeldex.config.nodes import Key
from modeldex.config.places import quoted
from modeldex.core.price import Price
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig

WANTED = (
    "input_per_1m", "output_per_1m", "max_context", "max_output", "caps", "maker", "release_date",
    "knowledge_cutoff",
)  # fmt: skip
"""Keys without which a model can hardly be chosen, or charged for."""
_FACTS = {
    "name": "name",
    "max_context": "context_window",
    "max_input": "max_input_tokens",
    "max_output": "max_output_tokens",
    "max_images": "max_images_per_request",
    "maker": "maker",
    "family": "family",
    "open_weights": "open_weights",
    "release_date": "release_date",
    "knowledge_cutoff": "knowledge_cutoff",
    "deprecated_on": "deprecated_on",
    "retires_on": "retires_on",
    "successor": "successor",
    "rpm": "rate_limit_rpm",
    "tpm": "rate_limit_tpm",
}
"""Key -> field, of what a provider's list may state of a model, in the order in which it is written."""
_CONDITIONS = ("currency", "service", "above_tokens", "region", "hours_utc", "variant")
_PRICES_FIRST = [column for column in MODEL_COLUMNS if column in BASE_RATES]


class Promotion(Record):
    """What a file is to say of one model."""

    model: str
    """Full id of the model."""
    known: Mapping[str, Any] = MappingProxyType({})
    """Key -> value, as the file states it."""
    wanted: tuple[str, ...] = ()
    """Keys that still have to be filled in."""
    note: str = ""
    """Where the facts come from, in a line."""

    @classmethod
    def of(cls, model: ModelConfig, note: str) -> Promotion:
        """What is known of a model, and what is not."""
        known = dict(_known(model))
        missing = [key for key in WANTED if key not in known]
        if "prices" in known:
            missing = [key for key in missing if key not in BASE_RATES or not _has_rate(model, key)]
        return cls(model=model.id, known=MappingProxyType(known), wanted=tuple(missing), note=note)

    @property
    def toml(self) -> str:
        """The table, with the comments."""
        lines = [f"[{MODELS}.{quoted(self.model)}]  # {self.note}"]
        lines += [f"{key} = {_toml(value)}" for key, value in self.known.items()]
        lines += [f"# {key} = ?  # {meaning}" for key, meaning in self._meanings()]
        return "\n".join(lines) + "\n"

    def text(self, language: str) -> str:
        """The same in the language of a file that is not edited, `YAML` or `JSON`; JSON has no comments."""
        if language == TOML:
            return self.toml
        if language == JSON:
            whole = {MODELS: {self.model: dict(self.known)}}
            return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
        lines = [f"{MODELS}:", f"  {quoted(self.model)}:  # {self.note}"]
        lines += [f"    {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.known.items()]
        lines += [f"    # {key}: ?  # {meaning}" for key, meaning in self._meanings()]
        return "\n".join(lines) + "\n"

    def _meanings(self) -> Iterator[tuple[str, str]]:
        for key in self.wanted:
            node = MODEL.keys[key]
            assert isinstance(node, Key)
            yield key, f"{node.meaning.partition(';')[0]}; unknown"


def promote(path: Path, promotion: Promotion, catalog: ModelCatalog, *, dry_run: bool = False) -> None:
    """Add the table of a model to a TOML file, which is made where there is none.

    ConfigError has the faults that the file has, or would have afterwards; then nothing is written.
    `dry_run` does all but write.
    """
    with alone_with(path):
        file = FileText(path)
        before = file.text if file.text.endswith("\n") or not file.text else f"{file.text}\n"
        text = f"{before}\n{promotion.toml}" if before else promotion.toml
        stated = tomllib.loads(promotion.toml, parse_float=Decimal)[MODELS]
        expected = {**file.data, MODELS: {**(file.data.get(MODELS) or {}), **stated}}
        check(configuration_of(path, [document_of(str(path), text, TOML)], catalog), catalog)
        if not dry_run:
            file.write(text, expected, catalog)


def is_stated(path: Path, full_id: str, catalog: ModelCatalog) -> bool:
    """Whether a file speaks of a model; ConfigError has every fault of the file."""
    return full_id in configuration_of(path, [read_document(path)], catalog).entries


def _known(model: ModelConfig) -> Iterator[tuple[str, Any]]:
    """Key -> value of what is known, in the order in which it is written."""
    yield "status", model.status.name.lower()
    for key, field in _FACTS.items():
        value = getattr(model, field)
        if key == "maker":
            yield from _rates(model)
        if value not in (None, UNKNOWN):  # a list that names a model "?" does not know its name
            yield key, value
    caps = model.capabilities.format().split()
    if caps:
        yield "caps", caps
    if model.aliases:
        yield "alias", list(model.aliases)


def _rates(model: ModelConfig) -> Iterator[tuple[str, Any]]:
    """Base rates under keys of their own, where there is nothing else; else all rates as a list."""
    columns = {unit: column for column, unit in BASE_RATES.items()}
    if all(price.is_base and price.unit in columns for price in model.prices):
        stated = {columns[price.unit]: price.amount_text for price in model.prices}
        yield from ((column, stated[column]) for column in _PRICES_FIRST if column in stated)
    else:
        yield "prices", [_price(price) for price in model.prices]


def _price(price: Price) -> dict[str, Any]:
    stated: dict[str, Any] = {"unit": price.unit, "amount": price.amount_text}
    for name in _CONDITIONS:
        value = getattr(price, name)
        if value != Price.__fields__[name].default:
            stated[name] = value
    return stated


def _has_rate(model: ModelConfig, column: str) -> bool:
    return any(price.is_base and price.unit == BASE_RATES[column] for price in model.prices)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        items = [_toml(item) for item in value]
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
        return f"[{', '.join(items)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(item)}' for name, item in value.items())} }}"
    return str(value) if isinstance(value, int) else quoted(str(value))
