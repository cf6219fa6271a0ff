"""What a configuration and a database say of a model, over what the catalog says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.catalog.columns import FIELDS
from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped
from modeldex.cli.configured import asked_settings, is_configured, open_registry
from modeldex.cli.discovered import discovered_folder
from modeldex.cli.tables import write_table
from modeldex.core.evidence import Statement
from modeldex.core.model_entry import JOINED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modeldex.registry.provenance import LayerValue

DATABASE, CONFIG, DISCOVERED = "database", "config", "discovered"
"""The layers over the catalog, by name."""
_LAYERS = (DATABASE, CONFIG, DISCOVERED)
_COLUMNS = {field.name: column for column, field in FIELDS.items()}
"""Attribute of a model -> the column by which statements name it."""


class LayerClaims(NamedTuple):
    """A model in force, and what the layers over the catalog say of it."""

    model: str
    """Full id of the model."""
    values: tuple[LayerValue, ...]
    """What the layers say, field by field, the uppermost layer first."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The values as statements; the source is the layer."""
        return tuple(
            Statement(
                model=one.model,
                field=_field(one),
                value=_text(one.value),
                source=one.layer,
                wins=one.wins,
                reason=f"stands over the catalog: {one.origin or one.layer}" if one.wins else None,
            )
            for one in self.values
        )

    def over(self, said: Iterable[Statement]) -> tuple[Statement, ...]:
        """The layers' statements, then those of the catalog, of which none wins that a layer overrides."""
        mine = self.statements
        overridden = {one.field for one in mine if one.wins and one.field not in JOINED}
        below = (
            one.replace(wins=False, reason=None) if one.field in overridden and one.wins else one
            for one in said
        )
        return (*mine, *below)


def layer_claims(model: str, field: str | None, database: str | None) -> LayerClaims | None:
    """What the layers say of a model, or of one field of it; None where nothing is configured.

    The database may be another than the one that is configured.
    """
    settings = asked_settings()
    if database is None and not is_configured(settings) and not discovered_folder().is_dir():
        return None
    with open_registry(settings, database) as registry:
        found = registry.get_model_or_raise(model)
        values = tuple(one for one in registry.why(found.id, field) if one.layer in _LAYERS)
    return LayerClaims(found.id, values)


def write_layers(claims: LayerClaims, *, is_of_one_field: bool) -> None:
    """Write what the layers say: the uppermost first, which is the one in force."""
    headings = [("value", "left"), ("layer", "whole"), ("in force", "left"), ("from", "left")]
    if not is_of_one_field:
        headings.insert(0, ("field", "left"))
    rows = [_cells(one) if not is_of_one_field else _cells(one)[1:] for one in claims.values]
    what = f"{_field(claims.values[0])} of {claims.model}" if is_of_one_field else claims.model
    output.write_line(f"{what}, over the catalog", style="bold")
    write_table(headings, rows)
    output.write_line()


def short_origin(layer: str, origin: str) -> str:
    """Where a layer comes from, as people see it beside the layer's name: of a database its name alone."""
    return origin.rpartition("/")[2] if layer == DATABASE else origin


def _cells(one: LayerValue) -> Sequence[str]:
    in_force = "yes" if one.wins else "no"
    origin = short_origin(one.layer, one.origin or "")
    return escaped(_field(one)), escaped(_text(one.value)), one.layer, in_force, escaped(origin)


def _field(one: LayerValue) -> str:
    return _COLUMNS.get(one.field, one.field)


def _text(value: object) -> str:
    return UNKNOWN if value is None else output.exact_text(value)
