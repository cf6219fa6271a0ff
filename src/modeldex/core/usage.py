"""`Usage`: what one call consumed, in disjoint classes."""

from __future__ import annotations

from decimal import Decimal

from modeldex.core.errors import InvalidUsageError, UnknownNameError
from modeldex.core.money import CONTEXT
from modeldex.core.record import Record, unknown_fields
from modeldex.core.units import MOST_COUNTED, Seconds, Things, Tokens, Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Usage(Record):
    """Counts of the billable units of one call; no token stands in two classes.

    Providers count differently: OpenAI's `prompt_tokens` include cached ones, Anthropic's
    `input_tokens` do not. `Usage.of_totals` takes the first kind apart, once; made directly, the
    classes must be disjoint already.
    """

    __error__ = InvalidUsageError
    __slots__ = ("_counts", "_shape", "_total_input")

    input_tokens: Tokens = Tokens("text tokens read, neither cached nor written to a cache", is_input=True)
    output_tokens: Tokens = Tokens("text tokens written, without reasoning")
    cache_read_tokens: Tokens = Tokens(
        "input tokens read from a cache", is_input=True, stand_in="input_tokens"
    )
    cache_write_tokens: Tokens = Tokens(
        "input tokens written to a short-lived cache (5 minutes)", is_input=True, stand_in="input_tokens"
    )
    cache_write_1h_tokens: Tokens = Tokens(
        "input tokens written to a cache that lives an hour", is_input=True
    )
    reasoning_tokens: Tokens = Tokens(
        "tokens of reasoning, billed as output", stand_in="output_tokens", stand_in_is_exact=True
    )
    audio_input_tokens: Tokens = Tokens("audio read, in tokens", is_input=True)
    audio_output_tokens: Tokens = Tokens("audio written, in tokens")
    audio_cache_read_tokens: Tokens = Tokens(
        "audio read from a cache, in tokens", is_input=True, stand_in="audio_input_tokens"
    )
    audio_cache_write_tokens: Tokens = Tokens(
        "audio written to a cache, in tokens", is_input=True, stand_in="audio_input_tokens"
    )
    image_input_tokens: Tokens = Tokens("images read, in tokens", is_input=True, stand_in="input_tokens")
    image_output_tokens: Tokens = Tokens("images written, in tokens")
    image_cache_read_tokens: Tokens = Tokens(
        "images read from a cache, in tokens", is_input=True, stand_in="image_input_tokens"
    )
    video_input_tokens: Tokens = Tokens("video read, in tokens", is_input=True, stand_in="input_tokens")
    video_output_tokens: Tokens = Tokens("video written, in tokens")
    citation_tokens: Tokens = Tokens("tokens of citations")
    training_tokens: Tokens = Tokens("tokens trained on in fine-tuning")
    requests: Things = Things("calls, where a call itself has a price", only_if_priced=True, default=1)
    queries: Things = Things("queries of a reranking or embedding call")
    web_searches: Things = Things("web searches made by the model")
    map_searches: Things = Things("map look-ups made by the model")
    text_messages: Things = Things("text messages of a voice session")
    code_sessions: Things = Things("sessions of the provider's code interpreter")
    input_images: Things = Things("images read")
    output_images: Things = Things("images made")
    input_pixels: Things = Things("pixels read")
    output_pixels: Things = Things("pixels made")
    input_characters: Things = Things("characters read, as in speech synthesis")
    output_characters: Things = Things("characters written")
    pages: Things = Things("pages of a document read")
    annotated_pages: Things = Things("pages of a document annotated")
    audio_input_seconds: Seconds = Seconds("seconds of audio read")
    audio_output_seconds: Seconds = Seconds("seconds of audio made")
    video_input_seconds: Seconds = Seconds("seconds of video read")
    video_output_seconds: Seconds = Seconds("seconds of video made")
    compute_seconds: Seconds = Seconds("seconds of machine time")

    @classmethod
    def of_totals(
        cls,
        input_tokens: int,
        output_tokens: int = 0,
        *,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
        cache_write_1h_tokens: int = 0,
        audio_input_tokens: int = 0,
        image_input_tokens: int = 0,
        reasoning_tokens: int = 0,
        audio_output_tokens: int = 0,
        image_output_tokens: int = 0,
    ) -> Usage:
        """Usage from totals that include their parts, as OpenAI and Gemini report them.

        Raises InvalidUsageError where the parts exceed their total.
        """
        read = {
            "cache_read_tokens": cache_read_tokens,
            "cache_write_tokens": cache_write_tokens,
            "cache_write_1h_tokens": cache_write_1h_tokens,
            "audio_input_tokens": audio_input_tokens,
            "image_input_tokens": image_input_tokens,
        }
        written = {
            "reasoning_tokens": reasoning_tokens,
            "audio_output_tokens": audio_output_tokens,
            "image_output_tokens": image_output_tokens,
        }
        checked = cls(input_tokens=input_tokens, output_tokens=output_tokens, **read, **written)
        return checked.replace(
            input_tokens=_rest("input_tokens", input_tokens, read),
            output_tokens=_rest("output_tokens", output_tokens, written),
        )

    @property
    def total_input_tokens(self) -> int:
        """All tokens read, cached or not: what decides the context tier."""
        return self._total_input  # type: ignore[attr-defined,no-any-return]

    def counts(self) -> dict[str, int | Decimal]:
        """Unit -> count, only the units that were used, in the order of `UNITS`."""
        return dict(self._counts)  # type: ignore[attr-defined]

    def __add__(self, other: Usage) -> Usage:
        """The usage of two calls together.

        Context tiers are decided by each call: add up costs, not usages, where a model has tiers.
        """
        if not isinstance(other, Usage):
            return NotImplemented
        names = dict.fromkeys((*self.counts(), *other.counts(), "requests"))
        return Usage(**{name: _sum(getattr(self, name), getattr(other, name)) for name in names})

    def _fill(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Check the counts, and keep those that are not zero in the order of `UNITS`."""
        counts: dict[str, Any] = {}
        problems: dict[str, str] = {}
        used, total_input, is_sorted = 0, 0, True
        for name, count in values.items() if "requests" in values else (*values.items(), _ONE_REQUEST):
            bit = _BITS.get(name, 0)
            is_fine = bit & _WHOLE and type(count) is int and 0 <= count < MOST_COUNTED
            checked = count if is_fine else _checked(name, count, problems)
            if checked:
                counts[name] = checked
                is_sorted = is_sorted and bit > used
                used |= bit
                if bit & _INPUT:
                    total_input += checked
        if not is_sorted:
            counts = {name: counts[name] for name in sorted(counts, key=_BITS.__getitem__)}
        _put_counts(self, counts)
        _put_shape(self, used if counts.get("requests", 1) == 1 else used | _SEVERAL_CALLS)
        _put_total_input(self, total_input)
        unknown = {} if values.keys() <= UNITS.keys() else unknown_fields(values, UNITS)
        return unknown | {name: problems[name] for name in UNITS if name in problems} if problems else unknown

    def _given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in UNITS if name in self._counts or name == "requests"}  # type: ignore[attr-defined]

    def _stored(self) -> tuple[object, ...]:
        return (self._shape, *self.counts().values())  # type: ignore[attr-defined]


UNITS: dict[str, Unit] = {name: unit for name, unit in Usage.__fields__.items() if isinstance(unit, Unit)}
"""Name -> unit, in the order in which costs are listed."""

_BITS = {name: 1 << place for place, name in enumerate(UNITS)}
_INPUT = sum(_BITS[name] for name, unit in UNITS.items() if unit.is_input)
_WHOLE = sum(_BITS[name] for name, unit in UNITS.items() if not isinstance(unit, Seconds))
_ONE_REQUEST = ("requests", 1)

_SEVERAL_CALLS = 1 << len(UNITS)
"""Beside the bits of the units that were used, a shape says whether the usage is of more than one call."""

_put_counts = Usage._counts.__set__  # type: ignore[attr-defined]
_put_shape = Usage._shape.__set__  # type: ignore[attr-defined]
_put_total_input = Usage._total_input.__set__  # type: ignore[attr-defined]


def unit_named(name: str) -> Unit:
    """The unit of this name; UnknownNameError lists the known ones."""
    try:
        return UNITS[name]
    except KeyError:
        raise UnknownNameError("unit", name, UNITS) from None


def _checked(name: str, value: Any, problems: dict[str, str]) -> Any:
    """The count in its stored form; a wrong one counts as none, and the problems say why."""
    if name in UNITS:
        try:
            return UNITS[name].encode(value)
        except ValueError as error:
            problems[name] = str(error)
    return 0


def _sum(one: Any, other: Any) -> Any:
    return CONTEXT.add(one, other) if isinstance(one, Decimal) else one + other


def _rest(name: str, total: int, parts: dict[str, int]) -> int:
    rest = total - sum(parts.values())
    if rest < 0:
        listed = " + ".join(f"{part} {count}" for part, count in parts.items() if count)
        raise InvalidUsageError("Usage", {name: f"{total} is less than its parts {listed}"})
    return rest
