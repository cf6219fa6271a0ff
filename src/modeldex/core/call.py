"""`Call`: the circumstances of a call that decide which prices hold for it."""

from __future__ import annotations

from modeldex.core.errors import InvalidValueError
from modeldex.core.hours import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from modeldex.core.price import Price
    from modeldex.core.usage import Usage


class Call:
    """One call: how much it read, in which class, where, and when."""

    __slots__ = ("day", "is_now", "moment", "region", "requests", "service", "total_input", "variant")

    def __init__(
        self,
        usage: Usage,
        service: str,
        region: str | None,
        variant: str | None,
        *,
        day: str,
        moment: datetime | None,
        is_now: bool,
    ) -> None:
        self.total_input = usage.total_input_tokens
        self.requests = usage.requests
        words: dict[str, object] = {"service": service, "region": region, "variant": variant}
        problems = {
            name: f"must be text, not {word!r}"
            for name, word in words.items()
            if not isinstance(word, str) and (word is not None or name == "service")
        }
        if problems:
            raise InvalidValueError("a call", problems)
        self.service = service.lower()
        self.region = region.lower() if region else None
        self.variant = variant
        self.day = day
        self.moment = moment
        self.is_now = is_now

    def is_priced_by(self, price: Price, service: str, *, at_any_hour: bool = False) -> bool:
        """Whether a price row holds for this call, taken as of a service class."""
        return (
            price.service.lower() == service
            and (price.above_tokens == 0 or price.above_tokens < self.total_input)
            and (price.region is None or price.region.lower() == self.region)
            and price.variant in (None, self.variant)
            and (price.hours_utc is None or at_any_hour or self._is_within(price.hours_utc))
            and self.is_on_the_day_of(price)
        )

    def is_on_the_day_of(self, price: Price) -> bool:
        """Whether a price row is in force when the call is made."""
        return price.in_force_now(self.day) if self.is_now else price.in_force_on(self.day)

    def _is_within(self, hours_utc: str) -> bool:
        return self.moment is not None and is_within(hours_utc, self.moment)
