"""What goes wrong in a talk with a provider: a bad request, an unreadable answer, a refusal."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class InvalidRequestError(ModeldexError):
    """A request that is none of its format: every bad field at once."""

    code = "E4901"

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        """Path in the body, such as `messages[0].content`, -> what is wrong there."""
        super().__init__("; ".join(f"{path} {problem}" for path, problem in self.problems.items()))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.problems,)


class UntranslatableError(ModeldexError):
    """A request or an answer that a format cannot say without loss, where nothing may be lost."""

    code = "E4902"

    def __init__(self, target: str, losses: Iterable[str]) -> None:
        self.target = target
        """The wire format that cannot say it."""
        self.losses = tuple(losses)
        """What would be lost, each with the reason."""
        super().__init__(f"{target} cannot say all of it: {'; '.join(self.losses)}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.target, self.losses)


class WireDataError(ModeldexError):
    """An answer that is none of its format, or breaks off."""

    code = "E4903"
    kind = "cut"
    """As which kind of failure, of `wire.failure.STATUSES`, it counts."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        """What was read: `stream`, or a path such as `choices[0].message`."""
        self.problem = problem
        """What is wrong with it."""
        super().__init__(f"{where}: {problem}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.where, self.problem)


class ProviderError(ModeldexError):
    """A provider that answered with an error, or broke its answer off."""

    code = "E4702"

    def __init__(
        self,
        provider: str,
        problem: str,
        *,
        kind: str,
        status: int | None = None,
        provider_code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        self.provider = provider
        """Slug of the provider."""
        self.problem = problem
        """What it says, without keys, and the mend where there is one."""
        self.kind = kind
        """Kind of failure: one of `wire.failure.STATUSES`."""
        self.status = status
        """HTTP status; None where it came in a stream."""
        self.provider_code = provider_code
        """The provider's own code, such as `model_not_found`."""
        self.param = param
        """The field of the request that is at fault, where it says so."""
        self.request_id = request_id
        """By which the provider knows the request."""
        self.retry_after_seconds = retry_after_seconds
        """How long it wants to be left alone; None where it does not say."""
        super().__init__(f"{provider}: {problem}")

    def __reduce__(self) -> tuple[object, ...]:
        named = {
            "kind": self.kind, "status": self.status, "provider_code": self.provider_code,
            "param": self.param, "request_id": self.request_id,
            "retry_after_seconds": self.retry_after_seconds,
        }  # fmt: skip
        return _provider_error, (type(self), self.provider, self.problem, named)


class NotReadyError(ModeldexError):
    """A model whose prerequisites are not met, so that a call cannot work."""

    code = "E4703"
    kind = "authentication"
    """As which kind of failure, of `wire.failure.STATUSES`, it counts: a key is what is missing mostly."""

    def __init__(self, model: str, reason: str) -> None:
        self.model = model
        """Full id of the model."""
        self.reason = reason
        """What is missing, and the step that mends it; never a word of a key."""
        super().__init__(f"{model} is not ready: {reason}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.model, self.reason)


def _provider_error(
    kind: type[ProviderError], provider: str, problem: str, named: dict[str, object]
) -> ProviderError:
    return kind(provider, problem, **named)  # type: ignore[arg-type]
