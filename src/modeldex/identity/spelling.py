"""The normal form of a model's name: what only packaging, punctuation or habit tells apart.

Each rule is exact and leaves its reason. None of them drops a size, a generation, a mode, a
version or a quantisation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from modeldex.core.days import is_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.identity.makers import Maker

_PACKAGING = re.compile(r"(-1:0|:0|-maas|@default|[@:]latest|:(free|nitro|floor|batch|beta|exacto))$")
_VERTEX_VERSION = re.compile(r"@(?=\d{3,4}$)")
"""Vertex' separator before a short version: `mistral-large@2407`, `text-bison@001`."""
_UNDERSCORE = re.compile(r"(?<=\d)_(?=\d)")
"""A decimal point in hubs that take none: `llama-3_3-70b`."""
_REVISION = re.compile(r"^(.*\d.*(?=-v\d+:)|.*\d{8}(?=-v1$))-v\d+(:\d+)?(:\d+k)?$")
"""Bedrock's revision of a model that has a version of its own: `claude-3-haiku-v1:0`, not `titan-v1:0`."""
_POINT_ZERO = re.compile(r"-v0:(?=\d$)")
"""Bedrock's spelling of a version of the maker's: `mistral-7b-instruct-v0:2` is v0.2."""
_SHORT_REVISION = re.compile(r"^(.*\d.*)-v1$")
"""The same without its point release; only Bedrock writes it: elsewhere `-v1` is part of a name, and
a `-v2` is the maker's own (`nemotron-nano-9b-v2`)."""
_BEDROCK = ("amazon-bedrock", "bedrock-mantle")
_TAG = re.compile(r":(?=\d+(\.\d+)?[bm]\b)")
"""Ollama's tag of a size: `llama3.1:8b`."""
_VERSION = re.compile(r"(?<![\d.])(\d)-(\d{1,2})(?![\d.a-z])")
_POINT = re.compile(r"(?<=\d)p(?=\d(?!\d*b\b))")
"""Fireworks' decimal point: `glm-5p1`, `kimi-k2p6`; not a size such as `1p5b`."""
_DATE = re.compile(r"[-@](20[12]\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])$")
_FAMILY_AND_VERSION = re.compile(r"^([a-z]{3,})(-?)(\d)")


def spelled(name: str, provider: str, maker: Maker | None, reasons: list[str]) -> str:
    """The normal form of a name; the rules that changed it are added to `reasons`."""
    lowered, why = _spelled_by_anyone(name, by_bedrock=provider in _BEDROCK)
    reasons += why
    if maker is None:
        return lowered
    lowered = _noted(_as_written(lowered, maker), lowered, f"as {maker.id} writes it", reasons)
    joined = _noted(_joined(lowered, maker), lowered, "family and version as the maker joins them", reasons)
    if joined == lowered:
        return joined
    # what others write is known in its joined form only: `llama4-scout-17b` is `llama-4-scout-17b`
    return _noted(_as_written(joined, maker), joined, f"as {maker.id} writes it", reasons)


@lru_cache(maxsize=8192)
def _spelled_by_anyone(name: str, *, by_bedrock: bool) -> tuple[str, tuple[str, ...]]:
    """A name in the form that does not depend on its maker, and why; many providers serve one name."""
    reasons: list[str] = []
    lowered = name.lower()
    unpacked = _PACKAGING.sub("", _REVISION.sub(r"\1", _POINT_ZERO.sub("-v0.", lowered)))
    if by_bedrock:
        unpacked = _SHORT_REVISION.sub(r"\1", unpacked)
    steps = (
        (unpacked, "packaging suffix taken off"),
        (_VERTEX_VERSION.sub("-", unpacked), "version written with a hyphen"),
        (_TAG.sub("-", _VERTEX_VERSION.sub("-", unpacked)), "tag of a size written as part of the name"),
    )
    for after, reason in steps:
        lowered = _noted(after, lowered, reason, reasons)
    dotted = _VERSION.sub(r"\1.\2", _POINT.sub(".", _UNDERSCORE.sub(".", lowered)))
    lowered = _noted(dotted, lowered, "version written with a dot", reasons)
    lowered = _noted(_DATE.sub(r"-\1-\2-\3", lowered), lowered, "date written with hyphens", reasons)
    return lowered, tuple(reasons)


def _noted(after: str, before: str, reason: str, reasons: list[str]) -> str:
    if after != before:
        reasons.append(reason)
    return after


def _as_written(name: str, maker: Maker) -> str:
    """Put the maker's own beginning in the place of one that others write, once by each rule."""
    rules = sorted(maker.written, key=len, reverse=True)
    while rules:
        fitting = next((beginning for beginning in rules if name.startswith(beginning)), None)
        if fitting is None:
            break
        rules.remove(fitting)
        name = maker.written[fitting] + name.removeprefix(fitting)
    return name


def _joined(name: str, maker: Maker) -> str:
    """`llama3.1` is `llama-3.1` and `qwen-2.5` is `qwen2.5`: the hyphen says nothing."""
    parts = _FAMILY_AND_VERSION.match(name)
    if parts is None:
        return name
    hyphen = "" if parts[1] in maker.joined else "-"
    return f"{parts[1]}{hyphen}{name[parts.start(3) :]}"


def split_date(name: str) -> tuple[str, str | None]:
    """A normal form without its full date, and the date; None where it has none."""
    dated = _DATE.search(name)
    if dated is None or not is_day(day := "-".join(dated.groups())):
        return name, None
    return name[: dated.start()], day
