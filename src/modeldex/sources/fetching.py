"""`Fetch`: how the answer of a source is had over the network, and what it may ask for that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One answer of the network, decoded."""

    content: Any
    """The decoded JSON."""
    url: str
    """What was asked for."""
    headers: Mapping[str, str]
    """Names in lower case."""
    mirror: str | None = None
    """What stands in a link of it for the origin of the source, where a mirror was asked; None: nothing."""


class Ask(Protocol):
    """What a source asks through: signed as its provider wants it, paced, repeated, kept."""

    async def page(
        self,
        url: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        is_signed: bool = True,
    ) -> Page:
        """One answer. `${NAME}` in the URL stands for what the environment gives under that name.

        NetworkError where there is no good answer, with its `status` if there was any; SourceError
        where it is no JSON; EgressError where the host is not one of the source's own.
        """

    async def json(self, url: str, *, is_signed: bool = True) -> Any:
        """The content of one answer."""

    def values(self, role: str) -> list[str]:
        """What the environment gives for a role of the provider, such as `region`, split at commas.

        CredentialError where nothing is set.
        """

    def expects(self, more: int) -> None:
        """Note that so many further requests follow, for whoever watches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """How the answer of one source is had."""

    gather: Callable[[Ask], Coroutine[Any, Any, Any]]
    """Asks for all there is and gives one answer, in the shape that the parser reads."""
    signing: str | None = None
    """How its provider lets one in, a name of `providers.signing.SIGNERS`; None: anybody may ask."""
    is_key_needed: bool = True
    """Where it is signed: whether nothing is answered without a key."""
    per_minute: int = 60
    """The most requests that the provider allows in a minute."""
    hosts: tuple[str, ...] = ()
    """Hosts that are asked beside that of the source's own URL; `*` stands for a part of a name between
    two dots, as in `bedrock.*.amazonaws.com`. Asked over https, unless a scheme stands before it."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request, names in lower case."""
    least: int | None = None
    """Fewest offerings of an answer that was asked for, where the bounds of the source let a sample pass."""
    most_seconds: float = 1_800.0
    """How long all of its requests may take together, waits for their turns included: what comes in
    slower than that is no answer of one moment."""
