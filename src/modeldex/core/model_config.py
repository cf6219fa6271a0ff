"""`ModelConfig`: one model as one provider serves it."""

from __future__ import annotations

from modeldex.core.capability import Capability, CapabilityFlags, capability_mask, capability_value
from modeldex.core.days import day_of, today
from modeldex.core.description import describe
from modeldex.core.errors import InvalidModelConfigError
from modeldex.core.fields import Choice, Count, Day, Number, Text, YesNo
from modeldex.core.list_fields import Names, Scores
from modeldex.core.model_change import bind_prices, changed
from modeldex.core.model_fields import (
    ApiName,
    BaseRate,
    Capabilities,
    OtherRate,
    Prices,
    Quality,
    Status,
)
from modeldex.core.price import STANDARD
from modeldex.core.provider import CATEGORIES
from modeldex.core.quality import PERCENTAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from typing import Any, Self

    from modeldex.core.cost import Cost
    from modeldex.core.price import Price
    from modeldex.core.status import ModelStatus
    from modeldex.core.usage import Usage

QUALITIES = ("verified", "partial", "estimated", "unknown")
"""How well a row is founded: the values of `quality`."""


class ModelConfig(CapabilityFlags):
    """One model as one provider serves it.

    Only `model_id` and `provider` are required; every other field may be None, which means
    unknown: never zero, false or a guess.
    """

    __error__ = InvalidModelConfigError
    __slots__ = ("_card",)  # the rate card; not set before a cost is asked for

    model_id: str
    """The provider's own id (`claude-3-opus`, `llama3.1:8b`, `openai/gpt-4o` at OpenRouter)."""
    provider: str
    """Slug of the provider."""
    capabilities: Capabilities = Capabilities()
    """All capabilities at once; the single ones are `supports_vision` and so on."""
    prices: Prices = Prices()
    """Every price row: conditions, dates and sources included."""

    name: Text = Text("name", "name for people")
    aliases: Names = Names("alias", "other ids that the provider accepts for it, blank-separated")
    api_name: ApiName = ApiName("api_name", "name to send on the wire; blank: the model id itself")
    status: Status = Status(
        "status", "C current, P preview, D deprecated, R retired, X disabled, M maintenance"
    )
    cost_per_1m_input_tokens: BaseRate = BaseRate(
        "input_per_1m", "input_tokens", "USD per million input tokens, `free` or `variable`; blank: unknown"
    )
    cost_per_1m_output_tokens: BaseRate = BaseRate(
        "output_per_1m",
        "output_tokens",
        "USD per million output tokens, `free` or `variable`; blank: unknown",
    )
    cost_per_1m_cache_read_tokens: BaseRate = BaseRate(
        "cache_per_1m", "cache_read_tokens", "USD per million input tokens read from a cache; blank: unknown"
    )
    cost_per_1m_cache_write_tokens: BaseRate = BaseRate(
        "cache_write_per_1m",
        "cache_write_tokens",
        "USD per million input tokens written to a short-lived cache; blank: unknown",
    )
    cost_per_1m_cache_write_1h_tokens: OtherRate = OtherRate(
        "cache_write_1h_tokens", "USD per million input tokens written to an hour's cache"
    )
    cost_per_1m_reasoning_tokens: OtherRate = OtherRate(
        "reasoning_tokens", "USD per million reasoning tokens, where they have a rate of their own"
    )
    cost_per_1m_audio_input_tokens: OtherRate = OtherRate(
        "audio_input_tokens", "USD per million audio tokens read"
    )
    cost_per_1m_audio_output_tokens: OtherRate = OtherRate(
        "audio_output_tokens", "USD per million audio tokens made"
    )
    cost_per_1m_image_output_tokens: OtherRate = OtherRate(
        "image_output_tokens", "USD per million image tokens made"
    )
    cost_per_1m_training_tokens: OtherRate = OtherRate("training_tokens", "USD per million tokens trained on")
    cost_per_1m_batch_input_tokens: OtherRate = OtherRate(
        "input_tokens", "USD per million input tokens of a batch", service="batch"
    )
    cost_per_1m_batch_output_tokens: OtherRate = OtherRate(
        "output_tokens", "USD per million output tokens of a batch", service="batch"
    )
    cost_per_request: OtherRate = OtherRate("requests", "USD per call, beside its tokens")
    cost_per_input_image: OtherRate = OtherRate("input_images", "USD per image read")
    cost_per_output_image: OtherRate = OtherRate("output_images", "USD per image made")
    cost_per_audio_input_second: OtherRate = OtherRate("audio_input_seconds", "USD per second of audio read")
    cost_per_video_output_second: OtherRate = OtherRate(
        "video_output_seconds", "USD per second of video made"
    )
    cost_per_input_character: OtherRate = OtherRate("input_characters", "USD per character read")
    cost_per_page: OtherRate = OtherRate("pages", "USD per page read")
    cost_per_web_search: OtherRate = OtherRate("web_searches", "USD per web search")
    context_window: Count = Count("max_context", "tokens of input and output together; blank: unknown")
    max_input_tokens: Count = Count(
        "max_input", "most input tokens, where a source states them apart from the window"
    )
    max_output_tokens: Count = Count("max_output", "most output tokens of one call")
    max_images_per_request: Count = Count("max_images", "most images of one call", least=0)
    benchmarks: Scores = Scores(
        "benchmarks", "benchmarks by name; mmlu, humaneval and their like from 0 to 100"
    )
    quality_scores: Quality = Quality("scores", "reasoning, coding, creative, summarization, 0 to 1")
    ttft_ms: Number = Number("ttft_ms", "median milliseconds to the first token")
    tokens_per_second: Number = Number("tps", "median output tokens per second")
    latency_p50_ms: Number = Number("latency_p50_ms", "median milliseconds of a whole call")
    latency_p99_ms: Number = Number("latency_p99_ms", "milliseconds that 99 in 100 calls stay under")
    rate_limit_rpm: Count = Count("rpm", "requests per minute of the usual account")
    rate_limit_tpm: Count = Count("tpm", "tokens per minute of the usual account")
    can_classify: YesNo = YesNo("can_classify", "Y, N: whether it is fit for classification; blank: unknown")
    maker: Text = Text("maker", "slug of the organisation that published the model")
    canonical_model: Text = Text("model", "id of the canonical Model, maker/name")
    family: Text = Text("family", "family its maker puts it in")
    category: Choice = Choice("category", "what kind of provider serves it", CATEGORIES)
    open_weights: YesNo = YesNo("open_weights", "Y, N: whether the weights can be downloaded")
    release_date: Day = Day("release_date", "when the maker released it")
    knowledge_cutoff: Day = Day("knowledge_cutoff", "to when its training data reach")
    deprecated_on: Day = Day("deprecated_on", "when its end was announced to begin")
    retires_on: Day = Day("retires_on", "when the provider stops serving it")
    successor: Text = Text("successor", "id that the provider names as its replacement")
    default_parameters: Scores = Scores(
        "default_parameters", "sampling parameters the provider sets by default"
    )
    source: Text = Text(
        "source",
        "whose word on the row counts most: official, the source's name, community, estimated",
    )
    quality: Choice = Choice("quality", "how well the row is founded", QUALITIES)
    updated: Day = Day("updated", "when a value of the row last changed, as far as anybody says")

    @property
    def id(self) -> str:
        """Full id, `provider/model_id`: unique in a catalog."""
        return f"{self.provider}/{self.model_id}"

    @property
    def description(self) -> str:
        """One sentence composed from the facts."""
        return describe(self.capabilities, self.maker, self.context_window, self.max_output_tokens)

    @property
    def pricing(self) -> str:
        """`priced`, `free`, `variable` or `unknown`: what the rates in force say together.

        One variable rate makes it variable; else one amount makes it priced; else one free rate,
        free. Without any it is unknown.
        """
        states = {price.state for price in self.rates_in_force}
        return next((state for state in ("variable", "priced", "free") if state in states), "unknown")

    @property
    def rates_in_force(self) -> tuple[Price, ...]:
        """The price rows that are in force: today, or on the day that the catalog is asked as of."""
        day = today()
        return tuple(price for price in self.prices if price.in_force_now(day))

    @property
    def has_unread_prices(self) -> bool:
        """Whether nobody has asked for the price rows yet, so that they are still the catalog's own."""
        return callable(self._prices)  # type: ignore[attr-defined]

    def supports(self, capability: str) -> bool | None:
        """True, False or None for unknown; UnknownNameError lists the names there are."""
        return capability_value(capability_mask(capability), self._caps_yes, self._caps_no)

    def status_on(self, day: str | date) -> ModelStatus:
        """The status that its dates give on a day."""
        return self.status.on(day_of(day, "status_on"), self.deprecated_on, self.retires_on)

    def cost(
        self,
        usage: Usage,
        *,
        service: str = STANDARD,
        region: str | None = None,
        variant: str | None = None,
        at: str | date | datetime | None = None,
    ) -> Cost:
        """What a call costs in USD: known, estimated or unknown, with its parts.

        `service` is the class of the call (`standard`, `batch`, `flex`, `priority` ...), `at` its
        day, or its moment where prices depend on the hour; without `at` the current rows hold.
        """
        try:
            card = self._card  # type: ignore[attr-defined]
        except AttributeError:
            card = type(self).prices.make_card(self)
        return card.cost(usage, service, region, variant, at)  # type: ignore[no-any-return]

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed; a changed rate replaces the price row behind it."""
        made, problems = changed(self, changes)
        if problems:
            raise InvalidModelConfigError(self._subject({**self._named(), **changes}), problems)
        return made

    @classmethod
    def restore(cls, row: tuple[Any, ...], prices: Callable[[str], tuple[Price, ...]]) -> Self:
        """A model from stored forms in the order of `STORED_SLOTS`; nothing is checked again."""
        made = cls.__new__(cls)
        for put, value in zip(_SETTERS, row, strict=False):
            put(made, value)
        object.__setattr__(made, "_prices", prices)
        return made

    def _given(self) -> dict[str, Any]:
        given = {n: getattr(self, n) for n in type(self).__fields__ if n not in _FOLLOWING}
        scores = self.quality_scores if self._quality_scores else None  # type: ignore[attr-defined]
        return given | {"quality_scores": scores, "api_name": self._api_name}  # type: ignore[attr-defined]

    def _stored(self) -> tuple[object, ...]:
        return (*(getattr(self, slot) for slot in STORED_SLOTS), self.prices)

    def __hash__(self) -> int:
        return hash((self.provider, self.model_id))

    def __repr__(self) -> str:
        window = f", context_window={self.context_window}" if self.context_window else ""
        return f"<ModelConfig {self.id}: {self.status.name.lower()}, {self.pricing}{window}>"

    def _problems(self, *, prices_changed: bool = True) -> Mapping[str, str]:
        problems = {
            name: f"must be one line without outer blanks, not {value!r}"
            for name, value in self._named().items()
            if not _is_one_line(value)
        }
        if "provider" not in problems and "/" in self.provider:
            problems["provider"] = f"must be a slug without '/', not {self.provider!r}"
        if prices_changed:
            problems |= bind_prices(self)
        scores = self.benchmarks
        if over := [name for name in PERCENTAGES if scores.get(name, 0) > 100]:
            problems["benchmarks"] = f"must be percentages from 0 to 100, and {', '.join(over)} is more"
        low, high = self.deprecated_on, self.retires_on
        if low is not None and high is not None and high < low[: len(high)]:
            problems["retires_on"] = f"must not be before deprecated_on {low}, got {high}"
        return problems

    def _named(self) -> dict[str, object]:
        return {"model_id": self.model_id, "provider": self.provider}

    @classmethod
    def _subject(cls, values: Mapping[str, object]) -> str:
        return f"ModelConfig {values.get('provider', '?')}/{values.get('model_id', '?')}"


STORED_SLOTS: tuple[str, ...] = tuple(
    dict.fromkeys(
        slot for field in ModelConfig.__fields__.values() for slot in field.slots if slot != "_prices"
    )
)
"""The slots that a row of the catalog fills, in the order of its columns."""

_FOLLOWING = frozenset(
    name
    for name, field in ModelConfig.__fields__.items()
    if isinstance(field, Capability | BaseRate | OtherRate)
)
"""Fields that `capabilities` and `prices` state for all."""
_SETTERS = tuple(getattr(ModelConfig, slot).__set__ for slot in STORED_SLOTS)


def _is_one_line(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip() and value.isprintable()
