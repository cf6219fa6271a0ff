"""`reach`: ask a provider for its list of models, the cheapest question there is, to see that it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from modeldex.core.errors import ModeldexError, NetworkError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.http.client import HttpClient
from modeldex.http.failure import AnsweredError
from modeldex.http.request import Request, Timeouts
from modeldex.http.retry import RetryPolicy
from modeldex.providers.endpoint import Way, origin_at
from modeldex.providers.signing import NONE, sign
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.core.provider import Provider
    from modeldex.http.transport import Transport
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.refused_keys import SentKey
    from modeldex.wire.listing import ListFormat

TIMEOUTS = Timeouts(connect=5.0, read=10.0, total=15.0)
"""Whoever takes longer for a list is as good as silent."""
_WITHOUT_KEY = (401, 403)
"""How somebody is refused who sends no key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What came of asking one provider."""

    provider: str
    """Its slug."""
    origin: str
    """Where it was asked."""
    status: int | None = None
    """HTTP status of the answer; None where there was none."""
    seconds: float | None = None
    """How long the answer took, connection included; None where there was none."""
    models: int | None = None
    """How many models the first page of its list has; None where it was not asked for one."""
    problem: str | None = None
    """Why there is no good answer; None where there is."""

    @property
    def is_reached(self) -> bool:
        """Whether anybody answered at all."""
        return self.status is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How a provider is asked for its list, or for anything where it has none."""

    way: Way
    url: str
    listing: ListFormat | None
    is_users: bool
    """Whether the user said where it is, so that the address need not be public."""

    @property
    def origin(self) -> str:
        """Scheme, host and port that are asked."""
        return origin_at(self.url)

    @classmethod
    def to(cls, provider: Provider, credentials: Credentials, gateway: Gateway | None = None) -> Question:
        """The question to a provider that has what it needs; CredentialError where something is missing."""
        spoken = [wire for wire in WIRE_FORMATS if wire in provider.wire_formats]
        wire = next((one for one in spoken if format_named(one).listing is not None), spoken[0])
        way = Way.to(provider, credentials, gateway, wire)
        root, stated = way.root(credentials)
        listing = format_named(way.wire).listing
        return cls(
            way=way,
            url=root + ("/" if listing is None else listing.path),
            listing=listing,
            is_users=way.is_users(root, stated),
        )


async def reach(question: Question, credentials: Credentials, transport: Transport) -> Reached:
    """What a provider answers; a refusal of its key is taken note of.

    A good answer clears a key that was refused before only where nobody gets one without a key. Where it
    has no list, whatever answers at its address will do, and no key is sent.
    """
    provider = question.way.provider
    client = HttpClient(transport, retry=RetryPolicy(attempts=1))
    request = Request(url=question.url, headers={"accept": "application/json"}, timeouts=TIMEOUTS)
    begun = perf_counter()
    try:
        how = NONE if question.listing is None else question.way.signing
        sent = credentials.refused.sent(provider, credentials, question.origin)
        signed = await sign(request, how, provider, credentials, client)
        begun = perf_counter()
        answer = await client.send(signed)
    except NetworkError as error:
        return _unanswered(question, credentials, error, perf_counter() - begun, sent)
    except ModeldexError as error:  # a key that cannot be used
        return Reached(provider=provider.id, origin=question.origin, problem=str(error))
    seconds = perf_counter() - begun
    if (
        sent is not None
        and credentials.refused.find(provider, credentials, question.origin) is not None
        and await _wants_a_key(client, request)
    ):
        credentials.refused.forget(provider, sent)
    models, problem = _counted(question.listing, answer.body)
    return Reached(
        provider=provider.id,
        origin=question.origin,
        status=answer.status,
        seconds=seconds,
        models=models,
        problem=problem,
    )


async def _wants_a_key(client: HttpClient, request: Request) -> bool:
    """Whether a request that was answered is refused to whoever sends no key."""
    try:
        await client.send(request)
    except NetworkError as error:
        return error.status in _WITHOUT_KEY
    return False


def _unanswered(
    question: Question, credentials: Credentials, error: NetworkError, seconds: float, sent: SentKey | None
) -> Reached:
    provider = question.way.provider
    problem: str | None = error.problem
    if error.status is not None and question.listing is None:
        problem = None
    elif isinstance(error, AnsweredError):
        failure = format_named(question.way.wire).read_failure(
            error.answer.status, error.answer.body, error.answer.headers
        )
        credentials.refused.note(
            provider,
            credentials,
            status=error.status,
            kind=failure.kind,
            message=failure.message,
            sent=sent,
        )
    return Reached(
        provider=provider.id,
        origin=question.origin,
        status=error.status,
        seconds=None if error.status is None else seconds,
        problem=problem,
    )


def _counted(listing: ListFormat | None, body: bytes) -> tuple[int | None, str | None]:
    """How many models a list has, and what is wrong with it."""
    if listing is None:
        return None, None
    try:
        listed = json.loads(body)
        if isinstance(listed, list):  # as Together sends it
            listed = {"data": listed}
        if isinstance(listed, dict):
            return len(listing.read(listed).ids), None
    except (ValueError, RecursionError, ModeldexError):
        pass
    return None, "its answer is no list of models"
