"""The catalog of a day: prices, statuses and models as they were known then."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from modeldex import InvalidValueError, ModelCatalog, ModelNotFoundError, ModelStatus


@pytest.mark.parametrize(
    ("day", "cost"),
    [
        ("2026-02-01", Decimal(3)),
        ("2026-07-31", Decimal(3)),
        ("2026-08-01", Decimal("2.5")),
        ("2030-01-01", Decimal("2.5")),
    ],
)
def test_a_price_is_that_of_the_day(day: str, cost: Decimal, small: ModelCatalog):
    model = small.at(day).get_model_or_raise("falcon-2")

    assert model.cost_per_1m_input_tokens == cost
    assert [price.amount for price in model.prices if price.key == "input_tokens"] == [cost]
    assert small.get_model_or_raise("falcon-2").cost_per_1m_input_tokens == Decimal("2.5")


def test_a_price_that_nobody_is_known_to_have_asked_yet_is_unknown(small: ModelCatalog):
    assert small.at("2024-06-01").get_model_or_raise("falcon-1").pricing == "unknown"
    assert small.at("2026-10-19").get_model_or_raise("hub/auto").pricing == "unknown"
    assert small.at("2026-10-20").get_model_or_raise("hub/auto").pricing == "variable"


def test_a_model_released_later_is_not_there_yet(small: ModelCatalog):
    eve = small.at("2026-01-31")

    assert eve.get_model("falcon-2") is None
    assert "acme/falcon-2" not in [model.id for model in eve]
    assert "acme/falcon-2" not in [model.id for model in eve.find_models(maker="acme")]
    assert "acme/falcon-2" not in [model.id for model in eve.search("falcon")]
    assert small.at("2026-02-01").get_model("falcon-2") is not None


def test_a_release_known_to_the_month_counts_from_its_first_day(small: ModelCatalog):
    assert small.at("2025-05-31").get_model("bazaar/aurora-7b") is None
    assert small.at("2025-06-01").get_model("bazaar/aurora-7b") is not None


def test_a_model_whose_release_nobody_dates_is_there(small: ModelCatalog):
    assert small.at("2000-01-01").get_model("hub/auto") is not None


def test_an_offering_that_states_no_release_was_released_with_the_first_that_does(small: ModelCatalog):
    eve, day = small.at("2025-05-31"), small.at("2025-06-01")

    for full_id in ("hub/aurora-7b", "cellar/aurora-7b"):
        assert small.get_model_or_raise(full_id).release_date is None
        assert eve.get_model(full_id) is None
        assert full_id not in [model.id for model in eve.all_models()]
        assert day.get_model(full_id) is not None
    assert eve.canonical_model("borealis/aurora-7b") is None
    assert day.canonical_model("borealis/aurora-7b") is not None


@pytest.mark.parametrize(
    ("name", "day", "reason"),
    [
        ("acme/falcon-2", "2020-01-01", "acme/falcon-2 was released on 2026-02-01, after 2020-01-01"),
        ("falcon-2", "2020-01-01", "acme/falcon-2 was released on 2026-02-01, after 2020-01-01"),
        ("hub:aurora-7b", "2025-05-31", "hub/aurora-7b was released in 2025-06, after 2025-05-31"),
    ],
)
def test_a_name_of_a_model_to_come_says_when_it_was_released(
    name: str, day: str, reason: str, small: ModelCatalog
):
    with pytest.raises(ModelNotFoundError) as caught:
        small.at(day).get_model_or_raise(name)

    assert str(caught.value) == f"[E4001] {reason}"
    assert (caught.value.name, caught.value.near) == (name, ())


@pytest.mark.parametrize("name", ["borealis/aurora-7b", "aurora-7b", "hub/aurora-7b"])
def test_a_canonical_model_to_come_says_when_it_was_released(name: str, small: ModelCatalog):
    with pytest.raises(ModelNotFoundError, match="borealis/aurora-7b was released in 2025-06, after 2020-01"):
        small.at("2020-01-01").canonical_model_or_raise(name)


def test_near_names_are_those_of_the_day(small: ModelCatalog):
    for ask in ("get_model_or_raise", "canonical_model_or_raise"):
        with pytest.raises(ModelNotFoundError) as caught:
            getattr(small.at("2025-01-01"), ask)("acme/falcon-9")

        assert set(caught.value.near) == {"acme/falcon-0", "acme/falcon-1"}


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [
        ("falcon-1", "2026-05-31", ModelStatus.ACTIVE),
        ("falcon-1", "2026-06-01", ModelStatus.DEPRECATED),
        ("falcon-1", "2027-01-14", ModelStatus.DEPRECATED),
        ("falcon-1", "2027-01-15", ModelStatus.RETIRED),
        ("falcon-0", "2025-12-31", ModelStatus.ACTIVE),
        ("falcon-0", "2026-01-31", ModelStatus.RETIRED),
        ("bazaar/aurora-7b", "2030-01-01", ModelStatus.PREVIEW),
    ],
)
def test_a_status_is_that_of_the_day(name: str, day: str, status: ModelStatus, small: ModelCatalog):
    catalog = small.at(day)

    assert catalog.get_model_or_raise(name).status is status
    assert catalog.get_model_or_raise(name).id in [m.id for m in catalog.find_models(status=status)]


def test_conditions_are_asked_of_the_day(small: ModelCatalog):
    spring = small.at("2026-03-01")

    assert [m.id for m in spring.find_models(max_input_cost=3)] == ["acme/falcon-2", "bazaar/echo"]
    assert [m.id for m in spring.find_models(max_input_cost="2.9")] == ["bazaar/echo"]
    assert [m.id for m in spring.find_models(max_output_cost=100)] == ["acme/falcon-2"]
    assert [m.id for m in spring.find_models(pricing="priced", limit=1)] == ["acme/falcon-2"]


def test_an_order_by_cost_is_that_of_the_day(facts_with_a_price_cut: ModelCatalog):
    before = facts_with_a_price_cut.at("2026-03-01").find_models(pricing="priced", sort="input_cost")
    after = facts_with_a_price_cut.at("2026-09-01").find_models(pricing="priced", sort="input_cost")

    assert [model.id for model in before] == ["bazaar/echo", "acme/falcon-2"]
    assert [model.id for model in after] == ["acme/falcon-2", "bazaar/echo"]


def test_a_catalog_of_a_day_counts_the_models_of_that_day(small: ModelCatalog):
    eve = small.at("2026-01-31")

    assert len(eve) == len(eve.all_models()) == 7  # all but the offerings of falcon-2
    assert repr(eve) == "<ModelCatalog 2026-10-25-v3 as of 2026-01-31: 7 models>"


def test_two_days_differ_in_what_changed_between_them(small: ModelCatalog):
    changes = small.at("2026-07-31").diff(small.at("2026-08-01"))

    assert [(c.model, c.field, c.before, c.after) for c in changes] == [
        ("acme/falcon-2", "input_tokens", "3", "2.5")
    ]


@pytest.mark.parametrize("day", [date(2026, 3, 1), datetime(2026, 3, 1, 23, 59, tzinfo=UTC), "2026-03-01"])
def test_a_day_may_be_a_date_or_its_text(day: date | str, small: ModelCatalog):
    assert small.at(day).get_model_or_raise("falcon-2").cost_per_1m_input_tokens == Decimal(3)


@pytest.mark.parametrize("day", ["2026", "2026-03", "2026-02-30", "March 1st", "", "2026-3-1"])
def test_a_day_that_is_none_is_refused(day: str, small: ModelCatalog):
    with pytest.raises(InvalidValueError) as caught:
        small.at(day)

    assert list(caught.value.problems) == ["day"]
    assert repr(day) in str(caught.value)


def test_the_bundled_catalog_holds_no_model_before_the_first_was_released():
    early = ModelCatalog.bundled().at("1999-01-01")

    assert all(model.release_date is None for model in early)
    assert all(model.pricing == "unknown" for model in early)
