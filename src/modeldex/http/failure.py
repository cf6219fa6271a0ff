"""What kinds of failure there are: some that the next moment may mend, some that say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError

if TYPE_CHECKING:
    from modeldex.http.answer import Answer


class PassingError(NetworkError):
    """Nobody reached, silent, or cut short: the same request may do better when it is sent again."""


class UnreachedError(PassingError):
    """Nobody has the request: the host has no address, nobody listens, or a kept connection is closed."""


class SilentError(PassingError):
    """Nothing came for too long, of the answer or of what was left of it."""

    kind = "timeout"


class OverdueError(NetworkError):
    """The time for the whole ran out; what came by then is not used."""

    kind = "timeout"


class AnsweredError(NetworkError):
    """An answer with a bad status. It is at hand, for whoever can read why."""

    def __init__(
        self, url: str, problem: str, *, answer: Answer, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(url, problem, status=answer.status, retry_after_seconds=retry_after_seconds)
        self.answer = answer
        """The whole answer; of a long body the beginning. It repeats no key that was sent."""

    def __reduce__(self) -> tuple[object, ...]:
        return _answered_error, (self.url, self.problem, self.answer, self.retry_after_seconds)


def _answered_error(
    url: str, problem: str, answer: Answer, retry_after_seconds: float | None
) -> AnsweredError:
    return AnsweredError(url, problem, answer=answer, retry_after_seconds=retry_after_seconds)
