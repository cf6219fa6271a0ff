"""What the world outside refuses, withholds or breaks: the network, keys, published catalogs."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class NetworkError(ModeldexError):
    """A request that got no usable answer: nobody reached, too slow, cut short, too large, or refused."""

    code = "E4601"
    kind = "unavailable"
    """As which kind of failure, of `wire.failure.STATUSES`, it counts where nobody answered."""

    def __init__(
        self, url: str, problem: str, *, status: int | None = None, retry_after_seconds: float | None = None
    ) -> None:
        self.url = url
        """What was asked for, without whatever in it may be secret."""
        self.problem = problem
        """What happened, and the mend where there is one."""
        self.status = status
        """HTTP status of the answer; None where there was none."""
        self.retry_after_seconds = retry_after_seconds
        """How long the server wants to be left alone; None where it does not say."""
        super().__init__(f"{url}: {problem}")

    def __reduce__(self) -> tuple[object, ...]:
        return _network_error, (type(self), self.url, self.problem, self.status, self.retry_after_seconds)


class EgressError(NetworkError):
    """An address that may not be asked: a scheme, a host or a redirect that nobody allowed."""

    code = "E4602"
    kind = "permission"
    """As which kind of failure, of `wire.failure.STATUSES`, it counts."""


class CredentialError(ModeldexError):
    """A key, or what else lets one in, that is missing or cannot be used."""

    code = "E4701"
    kind = "authentication"
    """As which kind of failure, of `wire.failure.STATUSES`, it counts."""

    def __init__(
        self, provider: str, problem: str, missing: Iterable[str] = (), extra: str | None = None
    ) -> None:
        self.provider = provider
        """Slug of the provider that asks for it."""
        self.problem = problem
        """What is wrong, and the mend; never a word of the key."""
        self.missing = tuple(missing)
        """Environment variables any one of which would mend it; none where something else is wrong."""
        self.extra = extra
        """The extra of this package that brings what is not installed; None where nothing is to be."""
        super().__init__(f"{provider}: {problem}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.provider, self.problem, self.missing, self.extra)


class ReleaseError(ModeldexError):
    """Facts that are not fit to be published: every reason at once."""

    code = "E4103"

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        """What stands against it, each with its mend."""
        super().__init__("\n".join(self.reasons))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.reasons,)


class UpdateError(ModeldexError):
    """A published catalog that is refused: tampered with, cut short, expired, older or wrongly signed."""

    code = "E4801"


def _network_error(
    kind: type[NetworkError], url: str, problem: str, status: int | None, retry_after_seconds: float | None
) -> NetworkError:
    return kind(url, problem, status=status, retry_after_seconds=retry_after_seconds)
