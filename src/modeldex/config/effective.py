"""Every value in force, and who says so; no secret among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.kinds import UNKNOWN
from modeldex.config.nodes import Named, settings_of
from modeldex.config.places import dotted
from modeldex.config.references import DatabaseUrl, SecretReference, masked_url
from modeldex.config.routing_keys import ROUTING
from modeldex.config.sections import SECTIONS
from modeldex.core.plain import plain
from modeldex.core.price import Price
from modeldex.core.record import Record
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.config.configuration import Configuration
    from modeldex.config.places import KeyPath
    from modeldex.config.statements import Stated
    from modeldex.settings import Settings

DEFAULT = "default"
"""The origin of a value that nobody states."""
_VARIABLES = {
    "config_file": "MODELDEX_CONFIG",
    "redis_url": "MODELDEX_REDIS_URL",
    "master_key": "MODELDEX_MASTER_KEY",
    "host": "MODELDEX_HOST",
    "port": "MODELDEX_PORT",
    "data_dir": "MODELDEX_DATA_DIR",
}
"""Field of the settings that no key of the file sets -> its variable."""


_NAMED_IN_ROUTING = [("routing", name) for name, node in ROUTING.keys.items() if isinstance(node, Named)]


class EffectiveValue(Record):
    """One value in force."""

    key: str
    """The key in dots, with full ids and the fields' own names; or the name of a variable."""
    value: Any
    """The value, plain: a reference instead of a secret, `?` for unknown; None where there is none."""
    origin: str
    """`default`, a file with the line, or the variable."""


def effective(
    configuration: Configuration, settings: Settings, environ: Mapping[str, str] | None = None
) -> tuple[EffectiveValue, ...]:
    """Every value in force: settings, sections, then models, providers and aliases as they are stated.

    The environment, `os.environ` by default, tells which references are set; no value of it is shown.
    """
    return (
        *_of_settings(settings),
        *_of_sections(configuration, environ),
        *_of_statements(configuration, environ),
    )


def _of_settings(settings: Settings) -> Iterator[EffectiveValue]:
    for field, variable in _VARIABLES.items():
        value = getattr(settings, field)
        is_set = variable in settings.variables
        found = "folder" if field == "config_file" and value is not None else DEFAULT
        yield EffectiveValue(key=variable, value=_shown(value, None), origin=variable if is_set else found)


def _of_sections(configuration: Configuration, environ: Mapping[str, str] | None) -> Iterator[EffectiveValue]:
    for name, table in SECTIONS.items():
        for key, node in settings_of(table, (name,)):
            stated = configuration.statements.get(key)
            if stated is None:
                yield EffectiveValue(key=dotted(key), value=node.default, origin=DEFAULT)
            else:
                yield _stated(key, stated, environ)


def _of_statements(
    configuration: Configuration, environ: Mapping[str, str] | None
) -> Iterator[EffectiveValue]:
    statements = configuration.statements
    with_fields = {key[:length] for key in statements for length in range(2, len(key))}
    for named in (("models",), ("providers",), ("aliases",), *_NAMED_IN_ROUTING):
        for key, stated in statements.items():
            if key[: len(named)] != named or key in with_fields:
                continue
            is_table = len(key) == len(named) + 1
            yield _stated(key, stated._replace(value={}) if is_table else stated, environ)


def _stated(key: KeyPath, stated: Stated, environ: Mapping[str, str] | None) -> EffectiveValue:
    value = UNKNOWN if stated.value is None else _shown(stated.value, environ)
    place = stated.document.place(stated.key)
    origin = stated.document.name if place is None else f"{stated.document.name}:{place.line}"
    return EffectiveValue(key=dotted(key), value=value, origin=origin)


def _shown(value: Any, environ: Mapping[str, str] | None) -> Any:
    """A value as anybody may see it."""
    if isinstance(value, Secret):
        return masked_url(value.reveal()) if "://" in value.reveal() else str(value)
    if isinstance(value, SecretReference | DatabaseUrl):
        return f"{value} ({'set' if value.is_set(environ) else 'not set'})" if value.names else str(value)
    if isinstance(value, tuple):
        return [_price(item) if isinstance(item, Price) else plain(item) for item in value]
    return str(value) if hasattr(value, "__fspath__") else plain(value)


def _price(price: Price) -> str:
    """A price in one word, as tables name it, with its amount."""
    return f"{price.key}={price.amount_text}"
