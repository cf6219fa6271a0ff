"""A price list is taken whole: whose, what fills it, and what a correction by hand does to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex.core.price import Price
from modeldex.pipeline.price_lists import base_rates, do_agree, plain_rates, price_list


def taken(*said: Any, past: tuple[Price, ...] = ()) -> dict[str, str]:
    quotes = price_list(list(said), list(past))
    return {key: f"{quote.amount} {quote.said.info.name}" for key, quote in quotes.items()}


def plain(amount: str) -> str:
    return f"input_tokens={amount} output_tokens=8"


def test_a_fresh_own_listing_is_taken_whatever_others_say(says: Any) -> None:
    own = says("lumen_api", "2026-01-01", own="lumen", rates=plain("3"))
    others = [says(name, rates=plain("2")) for name in ("a", "b", "c")]

    assert taken(own, *others)["input_tokens"] == "3 lumen_api"


def test_of_the_lists_that_most_agree_on_the_newest_is_taken(says: Any) -> None:
    said = [says("a", "2026-03-03", rates=plain("3")), says("b", "2026-03-01", rates=plain("2")),
            says("c", "2026-03-02", rates=plain("2"))]  # fmt: skip

    assert taken(*said)["input_tokens"] == "2 c"


def test_where_two_disagree_the_newest_is_taken(says: Any) -> None:
    said = says("a", "2026-03-03", rates=plain("3")), says("b", "2026-03-01", rates=plain("2"))

    assert taken(*said)["input_tokens"] == "3 a"


def test_where_all_disagree_the_newest_that_is_not_far_from_all_others_is_taken(says: Any) -> None:
    slip = says("a", "2026-03-03", rates=plain("2000"))
    others = says("b", "2026-03-02", rates=plain("2.5")), says("c", "2026-03-01", rates=plain("2"))

    assert taken(slip, *others)["input_tokens"] == "2.5 b"
    near = says("a", "2026-03-03", rates=plain("3"))
    assert taken(near, *others)["input_tokens"] == "3 a"


def test_a_list_that_another_has_changed_since_is_yesterdays(says: Any) -> None:
    stale, now = says("a", "2026-03-03", rates=plain("3")), says("b", "2026-03-01", rates=plain("2"))
    ended = Price.of("input_tokens", 3, valid_from="2025-01-01", valid_to="2026-02-01", source="b")

    assert taken(stale, now, past=(ended,))["input_tokens"] == "2 b"
    own_past = ended.replace(source="a")
    assert taken(stale, now, past=(own_past,))["input_tokens"] == "3 a"
    still_open = ended.replace(valid_to=None)
    assert taken(stale, now, past=(still_open,))["input_tokens"] == "3 a"


def test_a_list_seen_before_another_changed_the_rate_is_yesterdays(says: Any) -> None:
    own = says("lumen_api", "2026-01-01", own="lumen", rates=plain("3"))
    now = says("b", "2026-03-01", rates=plain("2"))

    def change(day: str) -> Price:
        return Price.of("input_tokens", 2, valid_from=day, source="b")

    assert taken(own, now, past=(change("2026-02-01"),))["input_tokens"] == "2 b"
    assert taken(own, now, past=(change("2025-12-01"),))["input_tokens"] == "3 lumen_api"
    assert taken(own, now, past=(change("2026-06-01"),))["input_tokens"] == "3 lumen_api"


def test_a_source_that_went_back_to_a_rate_is_not_outdated_by_what_was_before(says: Any) -> None:
    back, other = says("a", "2026-03-03", rates=plain("3")), says("b", "2026-03-01", rates=plain("2"))
    ended = Price.of("input_tokens", 3, valid_from="2025-01-01", valid_to="2026-01-01", source="b")
    own = Price.of("input_tokens", 3, valid_from="2026-02-01", source="a")

    assert taken(back, other, past=(ended,))["input_tokens"] == "2 b"
    assert taken(back, other, past=(ended, own))["input_tokens"] == "3 a"


def test_the_events_of_a_catalog_are_its_own_past(says: Any) -> None:
    litellm, other = says("litellm", "2026-03-03", rates=plain("3")), says("b", rates=plain("2"))
    ended = Price.of(
        "input_tokens", 3, valid_from="2025-01-01", valid_to="2026-01-01", source="litellm_events"
    )

    assert taken(litellm, other, past=(ended,))["input_tokens"] == "3 litellm"


def test_rates_in_another_currency_stand_beside_any_list(says: Any) -> None:
    leader = says("a", rates=plain("2"))
    yuan = says("b", "2026-03-03", rates="input_tokens@currency:CNY=14 output_tokens@currency:CNY=56")

    assert taken(leader, yuan) == {
        "input_tokens": "2 a", "output_tokens": "8 a",
        "input_tokens@currency:CNY": "14 b", "output_tokens@currency:CNY": "56 b",
    }  # fmt: skip


def test_where_every_list_is_yesterdays_one_of_them_is_still_taken(says: Any) -> None:
    ended = Price.of("input_tokens", 3, valid_from="2025-01-01", valid_to="2026-02-01", source="b")

    assert taken(says("a", rates=plain("3")), past=(ended,))["input_tokens"] == "3 a"


def test_who_agrees_on_the_plain_rates_fills_what_the_leader_leaves_open(says: Any) -> None:
    leader = says("a", "2026-03-03", rates=plain("2"))
    follower = says("b", rates=f"{plain('2.001')} cache_read_tokens=0.2")
    stranger = says("c", rates=f"{plain('9')} cache_write_tokens=5")

    assert taken(leader, follower, stranger) == {
        "input_tokens": "2 a", "output_tokens": "8 a", "cache_read_tokens": "0.2 b",
    }  # fmt: skip


def test_facts_about_models_and_lists_without_rates_lead_nothing(says: Any) -> None:
    assert taken(says("a"), says("b", about="models")) == {}


def test_a_rate_kept_by_hand_goes_over_the_list_and_ends_the_conditions_on_it(says: Any) -> None:
    listed = says("a", rates=f"{plain('2')} input_tokens@batch=1 output_tokens@batch=4")
    by_hand = says("official", rates="input_tokens=3 web_searches=0.01")

    assert taken(listed, by_hand) == {
        "input_tokens": "3 official",
        "output_tokens": "8 a",
        "output_tokens@batch": "4 a",
        "web_searches": "0.01 official",
    }


def test_a_rate_kept_by_hand_that_agrees_ends_nothing(says: Any) -> None:
    listed = says("a", rates=f"{plain('2')} input_tokens@batch=1")

    assert taken(listed, says("official", rates="input_tokens=2"))["input_tokens@batch"] == "1 a"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("2", "8"), ("2", "8"), True),
        (("2", "8"), ("2.01", "8"), True),
        (("2", "8"), ("2.02", "8"), False),
        (("2", "8"), ("2", "9"), False),
        (("2", "0"), ("2", None), True),
        (("0", "0"), ("0", "0"), True),
        ((None, None), ("2", "8"), False),
        (("2", None), ("2", "8"), False),
    ],
)
def test_lists_agree_on_both_plain_rates_but_for_rounding(one: Any, other: Any, same: bool) -> None:
    mine, theirs = exact(*one), exact(*other)

    assert do_agree(mine, theirs) is same
    assert do_agree(theirs, mine) is same


def exact(*rates: str | None) -> tuple[Decimal | None, Decimal | None]:
    found = [None if rate is None else Decimal(rate) for rate in rates]
    return found[0], found[1]


def test_plain_rates_are_those_of_an_ordinary_call(says: Any) -> None:
    assert plain_rates(says("a", rates="input_tokens@batch=1 output_tokens=8")) == (None, Decimal(8))


def test_base_rates_are_in_force_and_in_dollars() -> None:
    prices = [
        Price.of("input_tokens", 2),
        Price.of("output_tokens", 8, valid_to="2026-01-01"),
        Price.of("cache_read_tokens", 1, currency="CNY"),
        Price.of("cache_write_tokens", 3, service="batch"),
    ]

    assert base_rates(prices) == {"input_tokens": "2"}
