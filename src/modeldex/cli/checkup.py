"""`CheckFinding`: what a check of all that is configured found, and the checks that ask nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from modeldex.catalog.calendar import first_day
from modeldex.cli.configured import find_database, open_to_read
from modeldex.cli.session import asked_catalog, day_shown
from modeldex.core.errors import ConfigError, EgressError, Fault, ModeldexError, NetworkError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from modeldex.config.client_settings import ClientSettings
    from modeldex.config.configuration import Configuration
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.registry import ModelRegistry
    from modeldex.settings import Settings

OK, NOTE, FAULT = "ok", "note", "fault"
"""How a check ended: in order; in order, with something to know; not in order."""
_OLD_DAYS = 60
"""So old a catalog is worth a word."""
_LETTERS_OF_DIGEST = 12
_ANYBODY = "https://provider.example"
"""Some public host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """What one check found of one thing."""

    area: str
    """What kind of thing it is: `catalog`, `provider` ..."""
    about: str
    """Which one."""
    level: str
    """`ok`, `note` or `fault`."""
    message: str
    """What was found, with the step that mends it."""


def configuration_findings(settings: Settings, configuration: Configuration | None) -> Iterator[CheckFinding]:
    """That the configuration was read without a fault, if there is one."""
    if configuration is None:
        yield _of("configuration", "none", NOTE, "nothing is configured; modeldex config init begins one")
        return
    names = " and ".join(document.name for document in configuration.documents)
    yield _of("configuration", names, OK, "no fault")
    if settings.offline or configuration.registry.offline:
        yield _of("configuration", "offline", NOTE, "the network is not used")


def faults_of(error: ConfigError) -> Iterator[CheckFinding]:
    """Every fault of a configuration, at its place."""
    for fault in error.faults:
        place = Fault(fault.path, "", fault.problem, fault.line, fault.column)
        yield _of("configuration", fault.key or fault.path, FAULT, str(place))


def catalog_findings() -> Iterator[CheckFinding]:
    """Which catalog is in use, and how old it is."""
    catalog = asked_catalog()
    age = (date.fromisoformat(day_shown()) - date.fromisoformat(catalog.version[:10])).days
    told = f"{len(catalog):,} models, digest {catalog.digest[:_LETTERS_OF_DIGEST]}, {max(age, 0)} days old"
    if age > _OLD_DAYS:
        yield _of(
            "catalog",
            catalog.version,
            NOTE,
            f"{told}; modeldex update plan says whether there is a newer one",
        )
    else:
        yield _of("catalog", catalog.version, OK, told)


def database_findings(settings: Settings) -> Iterator[CheckFinding]:
    """Whether the database, if there is one, can be read; nothing is written to it."""
    try:
        url = find_database(None, settings)
        if url is None:
            return
        with open_to_read(url) as database:
            yield _of("database", database.label, OK, "it is there, and its tables are those of this version")
    except ModeldexError as error:
        yield _of("database", "database_url", FAULT, str(error))


def proxy_findings(environ: Mapping[str, str]) -> Iterator[CheckFinding]:
    """Whether the proxy that the environment names, if it names one, can be used."""
    from modeldex.http.origin import origin_of
    from modeldex.http.proxies import proxy_for

    try:
        proxy = proxy_for(origin_of(_ANYBODY), environ)
    except ValueError as error:
        yield _of("client", "proxy", FAULT, f"nobody can be asked: {error}")
        return
    if proxy is not None:
        yield _of("client", "proxy", NOTE, f"providers are asked through {proxy.url}")


def client_findings(told: ClientSettings) -> Iterator[CheckFinding]:
    """Whether what `[client]` names is there and can be used."""
    if told.gateway_url is not None:
        yield _of("client", "gateway", NOTE, f"all providers are asked through {told.gateway_url}")
    if told.ca_file is not None:
        problem = _certificates_fault(told.ca_file)
        yield _of(
            "client", "ca_file", OK if problem is None else FAULT, problem or f"{told.ca_file} can be read"
        )
    if told.allow_origins:
        try:
            _guard(told.allow_origins)
        except EgressError as error:
            yield _of("client", "allow_origins", FAULT, str(error))
        else:
            yield _of("client", "allow_origins", NOTE, f"may be asked: {', '.join(told.allow_origins)}")
    if told.record_shapes is not None and not told.record_shapes.parent.is_dir():
        problem = f"{told.record_shapes.parent} is no folder; make it, or name another file"
        yield _of("client", "record_shapes", FAULT, problem)


def model_findings(configuration: Configuration, registry: ModelRegistry) -> Iterator[CheckFinding]:
    """The models that the configuration names and that have retired, or soon will."""
    within = configuration.lifecycle.warn_within_days
    for full_id, named in _named_models(configuration).items():
        model = registry.get_model(full_id)
        ending = None if model is None else _ending(model, within)
        if ending is not None:
            yield _of("model", full_id, FAULT, f"{ending}; {named} names it")


def _named_models(configuration: Configuration) -> dict[str, str]:
    """Full id -> what of the configuration names it, of all models that it names."""
    named = dict.fromkeys(configuration.order.models, "[order]")
    named |= dict.fromkeys(configuration.entries, "[models]")
    return named | {target: f"the alias {alias}" for alias, target in configuration.model_aliases.items()}


def _ending(model: ModelConfig, within_days: int) -> str | None:
    """Why a model is no good choice any more; None where it is."""
    successor = f"; its successor is {model.successor}" if model.successor else ""
    if model.status is ModelStatus.RETIRED:
        return f"it has retired{successor}"
    if model.retires_on is None:
        return None
    first = date.fromisoformat(first_day(model.retires_on))
    left = (first - date.fromisoformat(day_shown())).days
    return f"it retires on {model.retires_on}, in {left} days{successor}" if left <= within_days else None


def _certificates_fault(path: Path) -> str | None:
    """What is wrong with a file of certificates; None where they can be read."""
    from modeldex.http.tls import trusting

    try:
        trusting(path)
    except NetworkError as error:
        return f"{path} {error.problem}"
    return None


def _guard(origins: tuple[str, ...]) -> None:
    from modeldex.http.guard import EgressGuard

    EgressGuard(origins)


def _of(area: str, about: str, level: str, message: str) -> CheckFinding:
    return CheckFinding(area=area, about=about, level=level, message=message)
