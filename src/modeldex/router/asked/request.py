"""`RouteRequest`: what a request needs of the model that shall answer it, without its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.router.asked.field_kinds import shown
from modeldex.router.asked.preferences import (
    BODIES,
    FOREIGN,
    Statements,
    state_fields,
    state_foreign,
    state_own,
)
from modeldex.router.asked.request_fields import (
    ALLOW,
    OPERATIONS,
    READERS,
    REJECT,
    TASKS,
    read_field,
    written,
)
from modeldex.router.asked.sort_variants import sorted_by_name

if TYPE_CHECKING:
    from decimal import Decimal

    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.asked.data_needs import DataNeeds
    from modeldex.wire.request import ChatRequest

__all__ = ["ALLOW", "OPERATIONS", "REJECT", "TASKS", "RouteRequest"]

_PLAIN = frozenset(READERS.keys() - {"fallbacks"})
"""Fields that a mapping states in one way alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """What is asked of the router. Every field may be left out; what is not asked for restricts nothing.

    A list of names may be given as one text; amounts of USD as numbers, texts or Decimals. A model whose
    name ends in `:nitro` or `:floor`, as OpenRouter's may, states `sort`. InvalidRequestError names every
    bad field.
    """

    operation: str = "chat"
    """One of `OPERATIONS`."""
    models: tuple[str, ...] = ()
    """Names of the models that may answer, the preferred one first; or of one pool of the configuration.
    Empty: every model of the registry."""
    fallbacks: tuple[str, ...] = ()
    """Names of models that come after all of `models`, in this order; none without `models`."""
    policy: str | None = None
    """Name of the policy that chooses; None: that of the rule, else of the pool, else the usual one."""
    same_model: bool = False
    """Whether every provider of the same canonical model stands in for each of `models`."""
    capabilities: tuple[str, ...] = ()
    """Capabilities that are needed, by their short names (`vision`)."""
    input_modalities: tuple[str, ...] = ()
    """Of text, image, audio, video, file: what is read."""
    output_modalities: tuple[str, ...] = ()
    """Of text, image, audio, video: what is made."""
    input_tokens: int | None = None
    """Tokens of the input, measured or estimated; None: unknown."""
    cached_input_tokens: int = 0
    """How many of them a provider that had the conversation before has in its prompt cache; more than
    there are count as all."""
    output_tokens: int | None = None
    """Tokens of output to expect; None: unknown, and `max_output_tokens` stands in, if that is given."""
    max_output_tokens: int | None = None
    """The limit of output that the request sets; None: none."""
    parameters: tuple[str, ...] = ()
    """Names of what else the request states, as `providers.shapes.measuring.PARAMETERS` has them."""
    require_parameters: bool = False
    """Whether a model that would not take all parameters is rejected; else what it drops is listed."""
    only_makers: tuple[str, ...] = ()
    """Makers that alone may be chosen; empty: any."""
    not_makers: tuple[str, ...] = ()
    only_providers: tuple[str, ...] = ()
    """Providers that alone may be chosen; empty: any."""
    not_providers: tuple[str, ...] = ()
    only_regions: tuple[str, ...] = ()
    """Regions in which it must be served; what is served nobody knows where is rejected then."""
    not_regions: tuple[str, ...] = ()
    only_licences: tuple[str, ...] = ()
    """`open` or `proprietary`, by whether the weights can be downloaded; empty: any."""
    not_licences: tuple[str, ...] = ()
    quantizations: tuple[str, ...] = ()
    """Precisions of the weights that alone will do; one that nobody knows is rejected then."""
    provider_order: tuple[str, ...] = ()
    """Providers that come before all others, in this order."""
    sort: str | None = None
    """`price`, `throughput` (tokens per second) or `latency` (to the first token): by what alone to order.
    All else that the policy says still holds."""
    allow_fallbacks: bool = True
    """Whether anything may follow the first choice; with `provider_order`: any provider but those of it."""
    max_input_price: Decimal | None = None
    """USD per million input tokens; None: no bound."""
    max_output_price: Decimal | None = None
    """USD per million output tokens."""
    max_request_price: Decimal | None = None
    """USD per call, beside its tokens."""
    max_image_price: Decimal | None = None
    """USD per image read."""
    max_cost: Decimal | None = None
    """USD that this call may be expected to cost; an unknown cost is rejected then."""
    max_first_token_ms: float | None = None
    """Longest time to the first token that is expected."""
    max_latency_ms: float | None = None
    """Longest time to the last token that is expected."""
    min_tokens_per_second: float | None = None
    task: str | None = None
    """One of `TASKS`; None: all kinds that are known count alike."""
    min_quality: float | None = None
    """Least score, 0 to 1, for the task."""
    min_days_to_retirement: int = 0
    """Days that it must be served for yet, this one counted, as far as a date is known; 0 is 1."""
    data: DataNeeds | None = None
    """What may be done with the content; None: nothing is asked."""
    session: str | None = None
    """Key of the conversation, for affinity: the same one is kept where its prompt cache is warm."""
    key: str | None = None
    """Id of the caller's key, for budgets; never the key itself."""
    allowed_models: tuple[str, ...] | None = None
    """What the caller's key may use: full ids, `provider/*` or `*`; None: anything."""
    unknown: str | None = None
    """`allow` or `reject` a model of which nobody says whether it meets a need; None: a named model is
    allowed, one of the whole registry is rejected. Bounds of money, region and data always reject it."""
    seed: int | None = None
    """Decides what chance decides; None: one is drawn, and kept in the decision."""

    def __post_init__(self) -> None:
        problems: dict[str, str] = {}
        for field, default, put in _STEPS:
            value = getattr(self, field)
            if value is not default:
                put(self, read_field(field, value, problems))
        self._see_together(problems)

    @classmethod
    def _read(cls, values: Mapping[str, Any]) -> RouteRequest:
        """The request of some fields, None for what is not stated: in half the time that `__init__` takes."""
        made = cls.__new__(cls)
        problems: dict[str, str] = {}
        for _, default, put in _STEPS:
            put(made, default)
        for field, value in values.items():
            if value is not None:
                _PUTS[field](made, read_field(field, value, problems))
        made._see_together(problems)
        return made

    def _see_together(self, problems: dict[str, str]) -> None:
        """Take endings off the names of models, and raise where there are problems."""
        if not problems and self.fallbacks and not self.models:
            problems["fallbacks"] = (
                "must follow `models`, of which there are none; state `models`, or leave them out"
            )
        if not problems and (self.models or self.fallbacks):
            for field, value in sorted_by_name(self.models, self.fallbacks, self.sort, problems).items():
                _PUTS[field](self, value)
        if problems:
            raise InvalidRequestError(problems)

    @classmethod
    def of(cls, given: Mapping[str, Any] | RouteRequest, *, wire: str | None = None) -> RouteRequest:
        """The request that a mapping states, or a whole chat body.

        A mapping holds these fields, and what OpenRouter's clients send: `model`, `models`, `provider`,
        `max_price`. In a body those stand beside the chat, and these fields in an object `route`. A mapping
        with `messages`, `input` or `contents` is a body: its format is told by its fields, OpenAI's
        where they say nothing else; or `wire` names it, of `WIRE_FORMATS`. What is null states nothing.
        InvalidRequestError names every bad field by its path; UnknownNameError for no wire format.

        A body that strangers send can state `key` and `allowed_models` too: who knows better replaces them.
        """
        if isinstance(given, RouteRequest):
            return given
        if not isinstance(given, Mapping):
            raise InvalidRequestError({"request": f"must be an object or a RouteRequest, not {shown(given)}"})
        if wire is None and given.keys() <= _PLAIN:
            return cls._read(given)
        said = Statements()
        if wire is None and BODIES.keys().isdisjoint(given):
            state_own(given, said)
            state_fields(given, said, beside=FOREIGN)
            state_foreign(given, said)
        else:
            from modeldex.router.asked.chat_request import state_body  # noqa: PLC0415 - only bodies need the wire

            try:
                state_body(given, said, wire)
            except InvalidRequestError as error:
                said.problems.update(error.problems)
        return cls._stated(said)

    @classmethod
    def of_chat(cls, chat: ChatRequest, **stated: Any) -> RouteRequest:
        """The request of a chat that is read already, as `of` reads its body.

        What it states of routing stands in its `extras`. `stated` are fields of the caller: of lists that
        are measured too both count, else `stated` does; a chat that states otherwise is refused.
        """
        from modeldex.router.asked.chat_request import state_chat  # noqa: PLC0415 - only chats need the wire

        said = Statements()
        state_fields(stated, said)
        state_chat(chat, said)
        return cls._stated(said)

    @classmethod
    def of_shape(cls, shape: RequestShape, **stated: Any) -> RouteRequest:
        """The request of a recorded call, sized as the provider counted it; `stated` as for a chat.

        The model that was asked is not named, so that another may answer.
        """
        from modeldex.router.asked.chat_request import state_shape  # noqa: PLC0415 - only shapes need them

        said = Statements()
        state_fields(stated, said)
        state_shape(shape, said)
        return cls._stated(said)

    @classmethod
    def _stated(cls, said: Statements) -> RouteRequest:
        """The request that statements make; every problem is named by the path where it was written."""
        try:
            made = cls._read(said.values)
        except InvalidRequestError as error:
            for name, problem in error.problems.items():
                field, dot, inner = name.partition(".")
                said.problems.setdefault(f"{said.places.get(field, field)}{dot}{inner}", problem)
        if said.problems:
            raise InvalidRequestError(said.problems)
        return made

    def record(self) -> dict[str, Any]:
        """What is stated, as plain values that `of` reads again: money is text, lists are lists."""
        return {
            field: written(value)
            for field, default, _ in _STEPS
            if (value := getattr(self, field)) is not default and value != default
        }


_STEPS = tuple([
    (one.name, one.default, getattr(RouteRequest, one.name).__set__) for one in fields(RouteRequest)
])  # fmt: skip
"""Field, its default, and what puts a value into it."""
_PUTS = {field: put for field, _, put in _STEPS}
