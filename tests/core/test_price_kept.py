"""What a price has worked out once, its text and its hash, is no part of it."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.price import Price, amount_of_text, canonical_amount

AMOUNTS = st.one_of(
    st.decimals(0, 10_000, places=6).map(str),
    st.sampled_from(["free", "variable", "0", "2.50", "1E+2", "0.0000001"]),
)


@given(AMOUNTS)
def test_a_price_that_was_asked_for_its_hash_is_equal_to_one_that_was_not(amount: str) -> None:
    asked, other = (Price.of("input_tokens", amount, model="lumen/lumi-2") for _ in range(2))

    assert len(asked.price_id) == 16

    assert asked == other
    assert hash(asked) == hash(other)
    assert repr(asked) == repr(other)
    assert pickle.loads(pickle.dumps(asked)) == other


@given(AMOUNTS, AMOUNTS)
def test_a_copy_at_another_amount_has_a_text_and_a_hash_of_its_own(amount: str, after: str) -> None:
    before = Price.of("input_tokens", amount)
    expected = Price.of("input_tokens", after)
    assert before.price_id

    changed = before.replace(amount=expected.amount)

    assert (changed.amount_text, changed.price_id) == (expected.amount_text, expected.price_id)


@given(AMOUNTS)
def test_a_canonical_amount_is_the_text_of_the_price_and_reads_as_its_amount(amount: str) -> None:
    price = Price.of("input_tokens", amount)

    assert canonical_amount(amount) == price.amount_text
    assert amount_of_text(price.amount_text) == price.amount
    restored = Price.restore(amount, *(getattr(price, name) for name in Price.__fields__ if name != "amount"))
    assert (restored, restored.amount_text) == (price, price.amount_text)


@pytest.mark.parametrize("text", ["cheap", "-1", "NaN", ""])
def test_what_is_no_amount_has_no_canonical_text(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        canonical_amount(text)
