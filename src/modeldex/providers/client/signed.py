"""`Signed`: a request with what lets it in, and what its refusal means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.http.redaction import redacted_url
from modeldex.providers.client.failing import is_error, on_a_line, provider_error
from modeldex.providers.client.json_body import checked_object, value_in
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.errors import ProviderError
    from modeldex.http.answer import Answer
    from modeldex.http.request import Request
    from modeldex.http.streamed import StreamedAnswer
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.endpoint import Endpoint
    from modeldex.providers.refused_keys import SentKey
    from modeldex.wire.failure import Failure

_UNAUTHORIZED = 401
_MOST_READ, _MOST_SHOWN = 2_048, 120
"""Bytes of what cannot be read that are looked at, and letters that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A request that is about to go out."""

    endpoint: Endpoint
    request: Request
    credentials: Credentials
    key: SentKey | None
    """With which it was signed; None: without one."""

    def refused(self, failure: Failure, headers: Mapping[str, str]) -> ProviderError:
        """The error that a failure amounts to, wherever in an answer it was told.

        Where it is one of the key, the key that was sent counts as refused from now on.
        """
        provider, keys, mend = self.endpoint.provider, self.credentials, ""
        if self.key is not None and keys.refused.note(
            provider, keys, status=failure.status, kind=failure.kind, message=failure.message, sent=self.key
        ):
            mend = f"set another key than that in {self.key.where}"
        if failure.status == _UNAUTHORIZED:
            keys.passes.drop(self.request.headers)
        return provider_error(failure, provider.id, headers, self.request.secrets, mend=mend)

    def let_in(self) -> None:
        """The provider took the key, and has worked for it: it is none that is refused."""
        if self.key is not None:
            self.credentials.refused.forget(self.endpoint.provider, self.key)

    def value_in(self, answer: Answer) -> Any:
        """The JSON value that a good answer is.

        ProviderError where it holds an error all the same, WireDataError where it is none.
        """
        return self._checked(answer.body, answer.headers, answer.status)

    def object_in(self, answer: Answer) -> dict[str, Any]:
        """The same, which has to be an object."""
        return checked_object(self.value_in(answer))

    async def object_of(self, answer: StreamedAnswer) -> dict[str, Any]:
        """The same of an answer that was asked for as a stream, and came in one."""
        body = b"".join([piece async for piece in answer.pieces()])
        return checked_object(self._checked(body, answer.headers, answer.status))

    def _checked(self, body: bytes, headers: Mapping[str, str], status: int) -> Any:
        try:
            value = value_in(body)
        except WireDataError as error:
            raise WireDataError("body", f"{error.problem}{self._told(body, status)}") from None
        if is_error(value):
            failure = format_named(self.endpoint.wire).read_failure(None, body, headers)
            raise self.refused(failure, headers)
        return value

    def _told(self, body: bytes, status: int) -> str:
        """Who answered with a body that cannot be read, and how it begins."""
        secrets = self.request.secrets
        begin = on_a_line(body[:_MOST_READ].decode("utf-8", "replace"), secrets)[:_MOST_SHOWN]
        who = f"{self.endpoint.provider.id} answers {redacted_url(self.request.url, secrets)}"
        return f"; {who} with status {status} and {begin!r}"
