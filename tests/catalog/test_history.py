"""The values of a rate in the order in which each took the place of another."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, cast

import pytest

from modeldex import ModelConfig, Price
from modeldex.catalog.history import dated_values

if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile
    from modeldex.catalog.named_field import Names

DAY = "2026-11-24"


def rate(amount: str, since: str, until: str | None, supersedes: str | None = None) -> Price:
    return Price.of(
        "input_tokens", amount, model="acme/acme-1", valid_from=since, valid_to=until, supersedes=supersedes
    )


FIRST = rate("9", "2026-10-01", DAY)
SECOND = rate("1", DAY, DAY, FIRST.price_id)
THIRD = rate("7", DAY, DAY, SECOND.price_id)
LAST = rate("3", DAY, None, THIRD.price_id)


def values(prices: tuple[Price, ...]) -> list[str]:
    model = ModelConfig(provider="acme", model_id="acme-1", prices=prices)
    nothing = cast("CatalogFile", None)  # of a rate nothing but the model is asked
    return [one.value for one in dated_values(nothing, model, "input_tokens", cast("Names", None))]


@pytest.mark.parametrize("prices", list(permutations((FIRST, SECOND, THIRD, LAST))))
def test_rates_of_one_day_stand_in_the_order_in_which_each_followed_one(
    prices: tuple[Price, ...],
) -> None:
    assert values(prices) == ["9", "1", "7", "3"]


def test_a_rate_that_is_in_force_again_on_the_day_on_which_it_ended_stands_last() -> None:
    again = rate("1", DAY, None, FIRST.price_id)
    between = rate("7", DAY, DAY, again.price_id)

    assert values((again, between, FIRST)) == ["9", "7", "1"]
