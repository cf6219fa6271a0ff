"""Where a provider is asked: its address, with what the environment gives for the names in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from modeldex.core.errors import CredentialError
from modeldex.core.provider import SECRET_ROLES, is_origin
from modeldex.settings import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from urllib.parse import SplitResult

    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials

HOSTS = MappingProxyType({"global-aiplatform.googleapis.com": "aiplatform.googleapis.com"})
"""Host as the pattern gives it -> as it is. The location `global` stands in no host of Vertex:
https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations."""

_NAME = re.compile(rf"\$\{{({VARIABLE})\}}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST_WORD = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_WHOLE_HOST = re.compile(rf"{_HOST_WORD.pattern}(?::[0-9]{{1,5}})?")
_PATH_WORD = re.compile(r"(?!\.\.?$)[A-Za-z0-9._~:-]+")
_ADDRESS = re.compile(r"[0-9a-f:.]+")
_ROOT = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~:@%-]+)*")
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what a server listens on is read, and not listened on
_WHOLE_ROOTS = ("openai_chat", "openai_responses")
_OVERRIDES = ("base_url", "host")
_ANY_WORD = "word"


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """Where a provider is asked, and the root paths there."""

    origin: str
    """Bare: `https://host[:port]`."""
    path: str | None
    """What the user's own address has after the origin, such as `/v1`; None where it is bare."""
    where: str | None
    """Where the user's own address is kept, such as `$OPENAI_BASE_URL`; None: it is the provider's."""
    roots: Mapping[str, str]
    """Wire format -> root path that the provider's file gives; it may hold `${NAME}`."""

    def root(self, wire: str) -> str:
        """The root path of a wire format, under which its own paths lie; KeyError where it has none.

        Users of OpenAI's format give an address with its root (`.../v1`), those of the others one to
        which the root is added: each as the maker's own library reads the variable.
        """
        root = self.roots[wire]
        if self.path is None or root.startswith(f"{self.path}/"):
            return root
        if self.path.endswith(root) or wire in _WHOLE_ROOTS:
            return self.path
        return self.path + root


def filled(
    url: str, provider: Provider, credentials: Credentials, given: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A URL with what the environment gives in the place of each `${NAME}`, whatever the spelling.

    `given` says by role what counts instead: one of several regions. What is filled into a host must be
    letters, digits, `-` and `.`, into a path a word without `/`, into a query it is escaped: nothing
    that somebody sets leads to another host. CredentialError names what is to be set otherwise.

    Where a word of the provider's own host is missing, the user's own address (`base_url`) stands in.
    """
    place = _origin_end(url)
    try:
        origin = _filled(url[:place], provider, credentials, given)
    except CredentialError:
        if url[:place] != provider.base_url or not _own_address(provider, credentials):
            raise
        origin = base_origin(provider, credentials).origin
    scheme, separator, host = origin.partition("://")
    return scheme + separator + HOSTS.get(host, host) + _filled(url[place:], provider, credentials, given)


def missing_words(url: str, provider: Provider, credentials: Credentials) -> list[str]:
    """What is to be set, step by step, before the variables of a URL can be filled; none where they can.

    A word that is set to what cannot stand there is not looked at.
    """
    given: dict[str, str] = {}
    steps: list[str] = []
    while True:
        try:
            filled(url, provider, credentials, given)
        except CredentialError as error:
            role = next((role for role, names in provider.env.items() if names == error.missing), None)
            if role is None or role in given:
                return steps
            given[role] = _ANY_WORD
            steps.append(error.problem)
        else:
            return steps


def all_at_once(needed: Iterable[str]) -> str | None:
    """Several steps as one text, such as `set A, and set B`; None where there is none."""
    return ", and ".join(dict.fromkeys(needed)) or None


def base_origin(provider: Provider, credentials: Credentials) -> Base:
    """Where a provider is asked: the user's own address for it, else that of its file.

    CredentialError where the address cannot be one, and where neither is known.
    """
    own = _own_address(provider, credentials)
    if own is not None:
        role, text = own
        where = credentials.where(provider, role)
        origin, path = _split(text, role, f"{where}", provider)
        return Base(origin=origin, path=path, where=where, roots=provider.wire_formats)
    if provider.base_url is None:
        names = credentials.names(provider, "base_url")
        mend = f"set {names[0]}" if names else "give its file a base_url"
        raise CredentialError(provider.id, f"nobody says where it is served; {mend}", names)
    origin = filled(provider.base_url, provider, credentials)
    return Base(origin=origin, path=None, where=None, roots=provider.wire_formats)


def _filled(part: str, provider: Provider, credentials: Credentials, given: Mapping[str, str]) -> str:
    def put(found: re.Match[str]) -> str:
        role = _role_of(found[1], provider)
        value = given[role] if role in given else _value(role, provider, credentials)
        place = part[: found.start()]
        if "?" in place:
            return quote(value, safe="")
        if "://" not in part:
            return _word(value, role, _PATH_WORD, "no '/'", provider, credentials)
        scheme, _, rest = part.partition("://")
        if rest != found[0]:
            return _word(value, role, _HOST_WORD, "letters, digits, '-' and '.'", provider, credentials)
        bare = value.removeprefix(f"{scheme}://").removesuffix("/")
        return _word(bare, role, _WHOLE_HOST, "a host", provider, credentials)

    return _NAME.sub(put, part)


def _word(
    value: str, role: str, form: re.Pattern[str], told: str, provider: Provider, credentials: Credentials
) -> str:
    if form.fullmatch(value):
        return value
    place = credentials.where(provider, role) or role
    several = "names several, and an address takes one" if "," in value else f"must be one word of {told}"
    raise CredentialError(provider.id, f"{place} {several}; the value is withheld")


def _role_of(name: str, provider: Provider) -> str:
    role = next((role for role, names in provider.env.items() if name in names), None)
    if role is None:
        raise CredentialError(provider.id, f"an address of it asks for {name}, which its file does not list")
    if role in SECRET_ROLES:
        raise CredentialError(provider.id, f"an address of it asks for {name}, which is secret")
    return role


def _value(role: str, provider: Provider, credentials: Credentials) -> str:
    value = credentials.value(provider, role)
    if value is None:
        names = credentials.names(provider, role)
        raise CredentialError(provider.id, f"set {' or '.join(names)}", names)
    return value


def _origin_end(url: str) -> int:
    """Where the path of a URL begins, or whatever comes first after the host."""
    start = url.find("://") + 3
    ends = [place for place in (url.find(mark, start) for mark in "/?#") if place >= 0]
    return min(ends, default=len(url))


def _own_address(provider: Provider, credentials: Credentials) -> tuple[str, str] | None:
    """The first role that gives a whole address, and the address."""
    for role in _OVERRIDES:
        value = credentials.value(provider, role)
        if value is not None:
            return role, value
    return None


def _split(text: str, role: str, where: str, provider: Provider) -> tuple[str, str | None]:
    """Origin and path of an address that a user gives; the role `host` may leave out what the file says."""
    usual = urlsplit(provider.base_url or "https://")
    parts = _parts(text if "://" in text or role != "host" else f"{usual.scheme}://{text}")
    path = "" if parts is None else parts.path.rstrip("/")
    origin = "" if parts is None else _origin(parts, usual, is_bare="://" not in text)
    if not is_origin(origin) or not _ROOT.fullmatch(path):
        problem = f"{where} must be an address like https://api.example.com/v1; the value is withheld"
        raise CredentialError(provider.id, problem)
    return origin, path or None


def _parts(text: str) -> SplitResult | None:
    """The parts of an address; None where it has parts that it must not have, such as a password."""
    try:
        parts = urlsplit(text)
        is_plain = parts.port != 0 and not (parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:  # a port or a bracket that is none
        return None
    return parts if is_plain and "?" not in text and "#" not in text else None


def _origin(parts: SplitResult, usual: SplitResult, *, is_bare: bool) -> str:
    """Scheme, host and port; blank where the host is none. What is bare stands at the usual port."""
    host = parts.hostname or (usual.hostname if is_bare else None) or ""
    if host in _ANYWHERE:  # where a server listens everywhere, it is reached here
        host = "127.0.0.1" if "." in host else "::1"
    if ":" in host:
        host = f"[{host}]" if _ADDRESS.fullmatch(host) else ""
    elif not _HOST_WORD.fullmatch(host):
        host = ""
    port = parts.port if parts.port is not None or not is_bare else _port(usual)
    return host and f"{parts.scheme}://{host}{'' if port is None else f':{port}'}"


def _port(usual: SplitResult) -> int | None:
    return usual.port if _HOST_WORD.fullmatch(usual.hostname or "") else None
