"""What the errors of aiohttp mean, in words of our own: those of the library may show what was sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import aiohttp

from modeldex.core.errors import NetworkError
from modeldex.http.failure import OverdueError, PassingError, SilentError, UnreachedError
from modeldex.http.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from modeldex.http.request import Request

T = TypeVar("T")

CUT_SHORT = "is cut short: the connection ends before the answer is whole"
_PASSING = {
    aiohttp.ClientProxyConnectionError: "is not reached: the proxy of the environment does not answer",
    aiohttp.ClientConnectorDNSError: "is not reached: its host has no address; is the name right?",
    aiohttp.ClientPayloadError: CUT_SHORT,
    aiohttp.ServerDisconnectedError: CUT_SHORT,
    aiohttp.ClientResponseError: "is answered with what is no HTTP",
}

_UNWRITTEN = "Can not write request body"
"""How aiohttp begins what it says of that."""


async def in_own_words(request: Request, shown: str, doing: Awaitable[T]) -> T:
    """What comes of it, with errors that tell nothing of what was sent.

    Raised out here, they refer to no frame, and to none of aiohttp's errors, that knows the headers as
    they went out: a traceback may show what stood in each. So it is where somebody waits no longer.
    """
    failure: BaseException
    try:
        return await doing
    except asyncio.CancelledError as error:
        failure = asyncio.CancelledError(*error.args)
    except NetworkError as error:
        failure = error.with_traceback(None)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        failure = failure_of(error, request, shown)
    failure.__context__ = failure.__cause__ = None
    raise failure


def failure_of(  # noqa: PLR0911 - one for each kind
    error: Exception, request: Request, shown: str
) -> NetworkError:
    """What happened to a request whose URL is shown as `shown`."""
    times = request.timeouts
    match error:
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", "") or "it is not valid for the host"
            told = redacted(reason, request.secrets)
            return NetworkError(shown, f"has a certificate that is not trusted: {told}")
        case aiohttp.ClientSSLError():
            return NetworkError(shown, "agrees on no encrypted connection; is the port that of https?")
        case aiohttp.ClientHttpProxyError():
            return NetworkError(shown, f"is not let through by the proxy, which answers {error.status}")
        case aiohttp.ConnectionTimeoutError():
            problem = f"is not reached within {times.connect:g} s"
        case aiohttp.SocketTimeoutError():
            return SilentError(shown, f"is silent for more than {times.read:g} s")
        case TimeoutError():
            return OverdueError(shown, f"is not answered whole within {times.total:g} s")
        case ValueError():
            return NetworkError(shown, f"cannot be sent as it stands ({type(error).__name__})")
        case _:
            if _is_unwritten(error):
                problem = "is not reached: it closed the connection before the request was written"
                return UnreachedError(shown, problem)
            reason = (error.strerror if isinstance(error, OSError) else None) or "the connection is lost"
            known = (text for kind, text in _PASSING.items() if isinstance(error, kind))
            problem = next(known, f"is not reached: {redacted(reason, request.secrets)}")
    return UnreachedError(shown, problem) if _is_unreached(error) else PassingError(shown, problem)


def _is_unreached(error: Exception) -> bool:
    """Whether no connection was made to the host; what stands between is another matter."""
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return False
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def _is_unwritten(error: Exception) -> bool:
    """Whether a connection that was kept turned out to be closed: then nobody has the request whole."""
    told = error.strerror if isinstance(error, aiohttp.ClientOSError) else None
    return (told or "").startswith(_UNWRITTEN)
