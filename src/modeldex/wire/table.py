"""The table of wire formats: a format's folder is loaded when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from modeldex.core.errors import UnknownNameError
from modeldex.core.provider import WIRE_FORMATS

if TYPE_CHECKING:
    from modeldex.wire.format import WireFormat


@cache
def format_named(name: str) -> WireFormat:
    """The wire format of a name of `WIRE_FORMATS`; UnknownNameError lists them.

    A format `x` is `FORMAT` of the folder `formats/x`.
    """
    if name not in WIRE_FORMATS:
        raise UnknownNameError("wire format", name, WIRE_FORMATS)
    return cast("WireFormat", import_module(f"modeldex.wire.formats.{name}").FORMAT)
