"""`desk_of`: the desk of a new client, of what it is told, its directory and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidValueError
from modeldex.core.secret import Secret
from modeldex.http.retry import RetryPolicy
from modeldex.providers.client.caller import PER_HOST, Caller, Ways
from modeldex.providers.client.desk import Desk
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.providers.credentials import Credentials
from modeldex.providers.gateway import Gateway
from modeldex.providers.shapes.file import ShapeRecorder
from modeldex.settings import Settings

if TYPE_CHECKING:
    from modeldex.providers.client.directory import Directory

_OFFLINE = "MODELDEX_OFFLINE"
_KINDS: Mapping[str, tuple[type, str]] = {
    "credentials": (Credentials, "Credentials(...)"),
    "gateway": (Gateway, "a Gateway, or its address as a text"),
    "timeouts": (CallTimeouts, "CallTimeouts, such as CallTimeouts(total=30)"),
    "retry": (RetryPolicy, "CallRetry, such as CallRetry(attempts=1)"),
    "environ": (Mapping, "a mapping of texts, such as os.environ"),
}


def desk_of(directory: Directory | None, named: Mapping[str, Any]) -> Desk:
    """The desk of a client that was told `named`, where None is what was left out.

    A directory with `client_options`, as a registry has them, states what was left out; else the
    environment does. InvalidValueError names every value that is none.
    """
    stated = {name: value for name, value in named.items() if value is not None}
    if isinstance(stated.get("gateway"), str):
        stated["gateway"] = Gateway(stated["gateway"])
    if isinstance(stated.get("allow_origins"), str):
        stated["allow_origins"] = (stated["allow_origins"],)
    see_kinds("Client", stated)
    offer = getattr(directory, "client_options", None)
    offered = {} if offer is None else {name: value for name, value in offer().items() if value is not None}
    options = offered | stated
    environ = options.get("environ")
    keys = options["credentials"] if "credentials" in options else Credentials(environ)
    ways = Ways(
        allow_origins=tuple(options.get("allow_origins", ())),
        ca_file=options.get("ca_file"),
        environ=environ,
        retry=options["retry"] if "retry" in options else CallRetry(),
        transport=options.get("transport"),
        per_host=options.get("per_host", PER_HOST),
        is_offline=options["is_offline"] if "is_offline" in options else _is_offline(environ),
    )
    shapes = options.get("shapes")
    return Desk(
        directory=directory,
        credentials=keys,
        caller=Caller(keys, ways),
        gateway=options["gateway"] if "gateway" in options else Gateway.of_environment(environ),
        timeouts=options["timeouts"] if "timeouts" in options else CallTimeouts(),
        shapes=ShapeRecorder(Path(shapes)) if isinstance(shapes, str | PathLike) else shapes,
    )


def see_kinds(subject: str, stated: Mapping[str, Any]) -> None:
    """InvalidValueError where an argument is of a wrong type; no value is shown, since it may be a key."""
    problems = {
        name: f"must be {_KINDS[name][1]}, not {type(value).__name__}"
        for name, value in stated.items()
        if name in _KINDS and value is not None and not isinstance(value, _KINDS[name][0])
    }
    if problems:
        raise InvalidValueError(subject, problems)


def see_headers(headers: Any) -> None:
    """InvalidValueError where what is to be sent beside are no headers."""
    if headers is None:
        return
    if not isinstance(headers, Mapping):
        told = f"must be a mapping of names to texts, not {type(headers).__name__}"
        raise InvalidValueError("call", {"headers": told})
    problems = {
        f"headers[{name!r}]": f"must be a text or a Secret, not {type(value).__name__}"
        for name, value in headers.items()
        if not (isinstance(name, str) and isinstance(value, str | Secret))
    }
    if problems:
        raise InvalidValueError("call", problems)


def _is_offline(environ: Mapping[str, str] | None) -> bool:
    value = (os.environ if environ is None else environ).get(_OFFLINE)
    return value is not None and Settings.from_environment({_OFFLINE: value}).offline
