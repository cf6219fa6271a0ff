"""What went wrong at a provider, as one error that says who, what, and by which request."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import ProviderError
from modeldex.http.redaction import redacted
from modeldex.http.retry import retry_after_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.core.secret import Secret
    from modeldex.wire.failure import Failure

_IDS = (
    "x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "x-goog-request-id", "cf-ray",
)  # fmt: skip
"""Headers by which providers name a request; `cf-ray` is that of whoever stands before many of them."""
_ON_THE_WAY = ("cut", "timeout")
"""Kinds of failure whose message says all: nobody answered with them."""
_MOST_READ = 8_192
_MOST_SHOWN = 500
_MOST_OF_ID = 200
_CONTAINERS = ("choices", "output", "content", "candidates", "message")
"""Where the formats have what was answered."""


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """By which the provider knows a request; None where it does not say."""
    found = next((headers[name] for name in _IDS if headers.get(name)), None)
    return None if found is None else _named(found)


def provider_error(
    failure: Failure,
    provider: str,
    headers: Mapping[str, str],
    secrets: Iterable[Secret] = (),
    *,
    mend: str = "",
) -> ProviderError:
    """The error that a failure amounts to, without a word of a key; `mend` is what helps."""
    secrets = tuple(secrets)
    said = on_a_line(failure.message, secrets)
    status = "" if failure.status is None else f"{failure.status} "
    is_on_the_way = failure.status is None and failure.kind in _ON_THE_WAY
    lead = "" if is_on_the_way else f"answers with the error {status}{failure.kind}"
    wait = failure.retry_after_seconds
    return ProviderError(
        provider,
        "; ".join(filter(None, (": ".join(filter(None, (lead, said))), mend))),
        kind=failure.kind,
        status=failure.status,
        provider_code=None if failure.code is None else on_a_line(failure.code, secrets),
        param=None if failure.param is None else on_a_line(failure.param, secrets),
        request_id=_named(failure.request_id, secrets) if failure.request_id else request_id_of(headers),
        retry_after_seconds=retry_after_seconds(headers, datetime.now(UTC)) if wait is None else wait,
    )


def _named(request_id: str, secrets: Iterable[Secret] = ()) -> str:
    return on_a_line(request_id, secrets)[:_MOST_OF_ID]


def is_error(body: Any) -> bool:
    """Whether a body with a good status holds an error instead of an answer, as OpenRouter sends it."""
    if not isinstance(body, dict) or not body.get("error"):
        return False
    return not any(body.get(name) for name in _CONTAINERS)


def on_a_line(text: str, secrets: Iterable[Secret]) -> str:
    """The beginning of what a provider says, as one line that is safe to print."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:_MOST_READ]).split())
    shown = redacted(line, secrets)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 3]}..."
