"""Whether a candidate's provider does with the content what the request allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.router.asked.data_needs import DataNeeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame


_NOTHING = DataNeeds()


class Data:
    """The provider says that it trains on nothing, keeps nothing, or keeps it no longer than allowed."""

    name = "data"

    def passing(self, case: Case) -> int | None:
        """None: nothing is demanded. A provider of which nobody says what it does never meets a demand."""
        data = case.needs.asked.data
        if data is None or data == _NOTHING:
            return None
        frame, found = case.frame, case.frame.everyone
        if data.no_training:
            found &= frame.set_of("no training", lambda model: _trains(frame, model) is False)
        if data.zero_retention:
            found &= frame.measured("days kept", lambda model: _days(frame, model)).at_most(0)
        if data.max_retention_days is not None:
            kept = frame.measured("days kept", lambda model: _days(frame, model))
            found &= kept.at_most(data.max_retention_days)
        return found

    def reason(self, case: Case, place: int) -> str:
        """What the provider says, against what is demanded."""
        model, data = case.frame.models[place], case.needs.asked.data
        if data is None:
            return "nothing is demanded"
        return f"provider {model.provider}: {'; '.join(_faults(case.frame, model, data))}"


def _faults(frame: Frame, model: ModelConfig, data: DataNeeds) -> Iterator[str]:
    trains, days = _trains(frame, model), _days(frame, model)
    if data.no_training and trains is not False:
        yield "trains on the content" if trains else "nobody says whether it trains on the content"
    bounds = [data.max_retention_days, 0 if data.zero_retention else None]
    most = min((one for one in bounds if one is not None), default=None)
    if most is None or (days is not None and days <= most):
        return
    allowed = f"{_of_days(most)} {'is' if most == 1 else 'are'} allowed" if most else "nothing may be kept"
    if days is not None:
        yield f"keeps the content for {_of_days(days)}; {allowed}"
    elif _policy(frame, model).get("zero_retention") is False:
        yield f"keeps the content, and nobody says how long; {allowed}"
    else:
        yield f"nobody says how long it keeps the content; {allowed}"


def _of_days(count: float) -> str:
    return f"{count:,.0f} day{'' if count == 1 else 's'}"


def _trains(frame: Frame, model: ModelConfig) -> bool | None:
    trains: bool | None = _policy(frame, model).get("trains_on_input")
    return trains


def _days(frame: Frame, model: ModelConfig) -> float | None:
    """For how many days content is kept; 0: not at all. None: nobody says."""
    policy = _policy(frame, model)
    days: int | None = 0 if policy.get("zero_retention") else policy.get("retention_days")
    return days


def _policy(frame: Frame, model: ModelConfig) -> Mapping[str, Any]:
    provider = frame.providers.get(model.provider)
    return {} if provider is None else provider.data_policy
