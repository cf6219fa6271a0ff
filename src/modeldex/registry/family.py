"""`model_family`: many models of one provider out of what they share and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidModelConfigError
from modeldex.core.provider import is_slug
from modeldex.registry.given import fields_given, model_given

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig

_IDS = ("model_id", "id")
_JOINED = ("benchmarks", "default_parameters")
_FORMS = "must be a map of model ids to fields, or rows under a header like ('model_id', 'max_context')"

Rows = Mapping[str, Mapping[str, Any]] | Sequence[Sequence[Any]]


def model_family(provider: str, defaults: Mapping[str, Any], rows: Rows) -> tuple[ModelConfig, ...]:
    """Models of a provider that share `defaults` and differ as `rows` say, for `register_models` to take.

    Fields have the names of `ModelConfig` or those of files (`input_per_1m`, `vision`). `rows` maps a
    model id to what is different of it, None being unknown; or it is a list whose first row names the
    columns, one of them `model_id`, and in which a blank cell or None leaves what is shared.

        model_family(
            "my-server",
            {"caps": "chat tool_use", "context_window": 131072},
            [("model_id", "name", "vision"), ("llama-70b", "Llama 70B", ""), ("llava", "Llava", True)],
        )

    InvalidModelConfigError names every bad field of every row.
    """
    subject = f"family of {provider}"
    if not is_slug(provider):
        problem = f"must be lower-case letters, digits, '-' and '.', not {provider!r}"
        raise InvalidModelConfigError(subject, {"provider": problem})
    shared = _shared(provider, defaults, subject)
    found: dict[str, ModelConfig] = {}
    problems: dict[str, str] = {}
    for model_id, given in _rows(rows, subject):
        if model_id in found:
            problems[str(model_id)] = "stands twice; keep one row"
            continue
        try:
            found[model_id] = _model(provider, model_id, shared, given)
        except InvalidModelConfigError as error:
            problems |= {f"{model_id}: {field}": problem for field, problem in error.problems.items()}
    if problems:
        raise InvalidModelConfigError(subject, problems)
    return tuple(found.values())


def _shared(provider: str, defaults: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """What the models share, by attribute; whatever no model could have is refused once."""
    try:
        if named := [name for name in ("provider", *_IDS) if name in defaults]:
            raise InvalidModelConfigError(subject, {named[0]: "is no field that models share; leave it out"})
        shared = fields_given(f"{provider}/?", defaults)
        model_given({"provider": provider, "model_id": "?", **shared})
    except InvalidModelConfigError as error:
        problems = {f"defaults: {field}": problem for field, problem in error.problems.items()}
        raise InvalidModelConfigError(subject, problems) from None
    return shared


def _rows(rows: Rows, subject: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Model id -> what is different of it, in order, in whichever form it is given."""
    if isinstance(rows, Mapping):
        return list(rows.items())
    table = [tuple(row) for row in rows if isinstance(row, list | tuple)]
    if not table or len(table) < len(rows):
        raise InvalidModelConfigError(subject, {"rows": _FORMS})
    header, *cells = table
    column = next((name for name in _IDS if name in header), None)
    if column is None or len(set(header)) < len(header):
        raise InvalidModelConfigError(subject, {"rows": f"{_FORMS}; the header is {header!r}"})
    ragged = [number for number, row in enumerate(cells, 1) if len(row) != len(header)]
    if ragged:
        problems = {f"row {number}": f"must have {len(header)} cells, as the header" for number in ragged}
        raise InvalidModelConfigError(subject, problems)
    named = [dict(zip(header, row, strict=True)) for row in cells]
    return [
        (row.pop(column), {n: cell for n, cell in row.items() if cell not in (None, "")}) for row in named
    ]


def _model(provider: str, model_id: str, shared: dict[str, Any], given: Mapping[str, Any]) -> ModelConfig:
    own = fields_given(f"{provider}/{model_id}", given)
    for name in _JOINED:
        if isinstance(own.get(name), Mapping) and isinstance(shared.get(name), Mapping):
            own[name] = {**shared[name], **own[name]}
    return model_given({**shared, **own, "provider": provider, "model_id": model_id})
