"""Texts and URLs without what in them may be secret."""

from __future__ import annotations

import re
import string
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MASK = "***"
_SHORTEST = 4
"""A shorter secret is no key, but a placeholder such as `x`, which stands in every word."""
_SHORTEST_PART = 6
"""Less of a secret tells nothing, and stands in many words."""
_SHORTEST_WORD = 16
"""Shorter words within a header, such as `Credential`, are no secret of their own."""
_LOOKS_LIKE_A_KEY = re.compile(
    r"""
    -----BEGIN\ [A-Z ]{,40}PRIVATE\ KEY-----.*?(?:-----END\ [A-Z ]{,40}PRIVATE\ KEY-----|\Z)
    | \b(?:sk|pk|rk|gsk|csk|xai|nvapi|pplx|tgp|hf|r8|fw|ghp|gho|ghs|ghu|github_pat|glpat)[-_][\w.*-]{8,}
    | \b(?:AKIA|ASIA)[A-Z0-9]{12,}
    | \bAIza[\w-]{20,}
    | \bya29\.[\w.-]+
    | (?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?
    | (?<=(?i:bearer))[\s:=]+[\w.~+/=*-]{6,}
    | (?<=(?i:basic))\s+[A-Za-z0-9+/=]{6,}
    | (?<=://)[^\s/@]+(?=@)
    | (?<![A-Za-z0-9])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,}
    """,
    re.VERBOSE | re.DOTALL,
)
"""What providers begin their keys with, what stands where keys stand, and long runs without a word."""
_KEY_LIKE = r"key|token|secret|password|passwd|signature|credentials?"
_SENT = r"x-amz-[\w-]{1,40}|x-goog-[\w-]{1,40}|sig|auth|authorization"
_ASSIGNED = re.compile(
    rf"(?P<name>{_KEY_LIKE}|\b(?:{_SENT}))"
    r"(?P<between>[\"']?\s*[=:]\s*[\"']?)(?P<value>[^\s\"'&,;{}\[\]]{6,})",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[\w.-]*(?:{_KEY_LIKE})|{_SENT}|code", re.IGNORECASE)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_BASE64 = frozenset(f"{string.ascii_letters}{string.digits}+/_-=")
_PLAIN_BASE64 = str.maketrans("-_", "+/")
_ENCODES = frozenset("%\\+")
"""One of these stands in whatever is percent-encoded, escaped, or a blank of a query."""
_PLACE = re.compile(r"(?:[\w.-]*|\[[\w:.]*\])(?::\d*)?", re.ASCII)


def redacted(text: str, secrets: Iterable[Secret | str] = ()) -> str:
    """A text in which `***` stands for each of some secrets, however encoded, and for what looks like one.

    Found are percent-encoding, the escapes of JSON, and base64 of the secret alone or within more.
    """
    values = {secret.reveal() if isinstance(secret, Secret) else secret for secret in secrets}
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = _without(text, value)
    text = _LOOKS_LIKE_A_KEY.sub(MASK, text)
    return _ASSIGNED.sub(lambda found: f"{found['name']}{found['between']}{MASK}", text)


def redacted_url(url: str, secrets: Iterable[Secret | str] = ()) -> str:
    """A URL without its user, its fragment, and the values of parameters that may be keys.

    It need not be a good one: this is what an error shows of it.
    """
    start, mark, query = url.partition("#")[0].partition("?")
    scheme, colon, rest = start.partition("://") if "://" in start else ("", "", start)
    place, slash, path = rest.partition("/")
    place = place.rpartition("@")[2]
    if not _PLACE.fullmatch(place):  # perhaps a user with a stroke in the password
        place, slash, path = MASK, "", ""
    start = f"{scheme}{colon}{place}{slash}{path}"
    shown = start + mark + "&".join(_shown(part) for part in query.split("&"))
    for value in {secret.reveal() if isinstance(secret, Secret) else secret for secret in secrets}:
        if len(value) >= _SHORTEST:
            shown = _without(shown, value)
    return "".join(char if char.isprintable() else "?" for char in shown)


def secrets_of(headers: Mapping[str, str | Secret]) -> set[Secret]:
    """What must not be shown of some headers: their secrets, whole and in parts.

    Of `Bearer KEY` the key alone is one too, and of `Basic ...` what stands encoded in it. They stay
    `Secret`, since whoever asks for them may raise an error, whose traceback shows what stood there.
    """
    return {Secret(text) for text in _parts_of(headers)}


def _parts_of(headers: Mapping[str, str | Secret]) -> set[str]:
    found: set[str] = set()
    for value in headers.values():
        if isinstance(value, Secret):
            whole, rest = value.reveal(), value.reveal().partition(" ")[2].strip()
            found |= {whole, rest} if len(rest) >= _SHORTEST_PART else {whole}
            found.update(word for word in re.split(r"[\s,;=]+", rest) if len(word) >= _SHORTEST_WORD)
            if whole.lower().startswith("basic "):
                found.update(_decoded(rest))
    return found


def _shown(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    if not equals or not value or not _NAME.fullmatch(unquote_plus(name)):
        return parameter
    return f"{name}={MASK}"


def _decoded(text: str) -> set[str]:
    try:
        plain = b64decode(text, validate=True).decode("utf-8")
    except (Base64Error, UnicodeDecodeError):
        return set()
    return {plain, *(part for part in plain.split(":", 1) if len(part) >= _SHORTEST_PART)}


def _without(text: str, secret: str) -> str:
    """A text without a secret. The long pattern is made only where the text may hold what it finds."""
    if secret in text or not _ENCODES.isdisjoint(text):
        text = re.sub("".join(_spellings(char) for char in secret), lambda _: MASK, text)
    for core in _cores(secret):
        if core in text.translate(_PLAIN_BASE64):
            text = _without_runs(text, re.escape(core).replace(r"\+", "[+-]").replace("/", "[/_]"))
    return text


def _without_runs(text: str, core: str) -> str:
    """A text without the runs of base64 in which a pattern is found, in time that grows with its length."""
    parts, at = [], 0
    for found in re.finditer(core, text):
        start, end = found.span()
        if start < at:
            continue
        while start > at and text[start - 1] in _BASE64:
            start -= 1
        while end < len(text) and text[end] in _BASE64:
            end += 1
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def _spellings(char: str) -> str:
    """A pattern for a character as it is, percent-encoded, and escaped as in JSON."""
    data = char.encode("utf-8", "surrogatepass")
    percent = "".join(f"%{byte:02x}" for byte in data)
    units = char.encode("utf-16-be", "surrogatepass")
    escaped = "".join(rf"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    ways = [re.escape(char), f"(?i:{percent})", f"(?i:{escaped})"]
    if char == " ":
        ways.append(r"\+")
    if char in _ESCAPES:
        ways.append(re.escape(f"\\{_ESCAPES[char]}"))
    return f"(?:{'|'.join(ways)})"


def _cores(secret: str) -> set[str]:
    """What base64 makes of a secret wherever it begins, without the letters that it shares."""
    data, cores = secret.encode("utf-8", "surrogatepass"), set()
    for before in range(3):
        written = b64encode(bytes(before) + data).decode().rstrip("=")
        whole = written[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        if len(whole) >= _SHORTEST_PART:
            cores.add(whole)
    return cores
