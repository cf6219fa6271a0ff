"""`modeldex cost`: what a call costs, by which price rows, and what is not known."""

import json
from decimal import Decimal

import pytest

CALL = ("--in", "1000", "--out", "100")


def test_a_cost_is_the_sum_of_its_parts_to_the_last_digit(run):
    ran = run("cost", "falcon-2", *CALL, "--cached", "2000", "--json")
    said = json.loads(ran.out)

    assert ran.code == 0
    assert (said["model"], said["status"], said["currency"]) == ("acme/falcon-2", "known", "USD")
    amounts = [Decimal(part["amount"]) for part in said["parts"]]
    assert amounts == [Decimal("0.0025"), Decimal("0.001"), Decimal("0.0005")]
    assert Decimal(said["amount"]) == sum(amounts)
    assert said["price_ids"] == [part["price_id"] for part in said["parts"]]


def test_people_see_each_part_and_the_sum(run):
    out = run("cost", "falcon-2", *CALL).out

    assert "acme/falcon-2\n" in out
    assert [line.split()[:6] for line in out.splitlines() if line.startswith("input")] == [
        ["input", "tokens", "1,000", "2.50", "1M", "0.0025"]
    ]
    assert "cost: 0.0035 USD (known)" in out


def test_a_tier_reprices_the_whole_call(run):
    said = json.loads(run("cost", "falcon-2", "--in", "300000", "--json").out)

    assert [part["rate"] for part in said["parts"]] == ["5"]
    assert said["amount"] == "1.5"


def test_a_batch_is_charged_at_its_own_rates(run):
    said = json.loads(run("cost", "falcon-2", *CALL, "--batch", "--json").out)

    assert said["amount"] == "0.00175"
    assert (
        run("cost", "falcon-2", *CALL, "--service", "batch", "--json").out
        == run("cost", "falcon-2", *CALL, "--batch", "--json").out
    )


@pytest.mark.parametrize(("day", "rate"), [("2026-03-01", "3"), ("2026-09-01", "2.5")])
def test_the_rates_of_a_day_hold_for_a_call_of_that_day(day: str, rate: str, run):
    said = json.loads(run("cost", "falcon-2", "--in", "1000", "--at", day, "--json").out)

    assert [part["rate"] for part in said["parts"]] == [rate]


def test_a_day_before_the_first_known_price_is_unknown_and_says_since_when(run):
    ran = run("cost", "falcon-2", "--in", "1000", "--at", "2020-01-01")

    assert ran.code == 1
    assert "cost: not known (unknown)" in ran.out
    assert "plain rates are known from 2026-02-01 on" in ran.err
    assert "modeldex history acme/falcon-2" in ran.err


def test_a_cost_that_nobody_knows_is_no_zero_and_ends_with_1(run):
    ran = run("cost", "cellar/aurora-7b", *CALL, "--json")
    said = json.loads(ran.out)

    assert ran.code == 1
    assert (said["status"], said["amount"], said["missing"]) == (
        "unknown",
        None,
        ["input_tokens", "output_tokens"],
    )


def test_a_free_call_costs_nothing_and_says_so(run):
    ran = run("cost", "bazaar/aurora-7b", *CALL)

    assert (ran.code, "cost: 0.00 USD (known)" in ran.out) == (0, True)


def test_several_models_are_a_table_in_the_order_asked(run):
    ran = run("cost", "falcon-2", "hub/aurora-7b", *CALL, "--csv")

    assert ran.out.splitlines() == [
        "model,usd,status,notes",
        "acme/falcon-2,0.0035,known,",
        "hub/aurora-7b,0.000105,known,",
    ]


def test_a_canonical_model_asks_all_that_serve_it_the_cheapest_first(run):
    rows = run("cost", "borealis/aurora-7b", *CALL, "--csv").out.splitlines()[1:]

    assert [row.split(",")[:3] for row in rows] == [
        ["bazaar/aurora-7b", "0", "known"],
        ["hub/aurora-7b", "0.000105", "known"],
        ["cellar/aurora-7b", "", "unknown"],
    ]


def test_totals_include_their_parts(run):
    apart = run("cost", "falcon-2", "--in", "1000", "--cached", "2000", "--json").out
    total = run("cost", "falcon-2", "--in", "3000", "--cached", "2000", "--totals", "--json").out

    assert apart == total


def test_calls_multiply_the_cost_and_not_the_tier(run):
    asked = ("cost", "falcon-2", "--in", "150000", "--calls", "2")
    said = json.loads(run(*asked, "--json").out)

    assert (said["amount"], said["calls"], said["amount_of_calls"]) == ("0.375", 2, "0.75")
    assert sum(Decimal(part["amount"]) for part in said["parts"]) == Decimal(said["amount"])
    assert run(*asked, "--csv").out.splitlines() == [
        "model,usd,usd_of_calls,status,notes",
        "acme/falcon-2,0.375,0.75,known,",
    ]


def test_any_unit_can_be_counted(run):
    ran = run("cost", "falcon-2", "--use", "output_images=2", "--json")

    assert json.loads(ran.out)["missing"] == ["output_images"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("falcon-2",), ("--in", "--out", "--use")),
        (("falcon-2", "--in", "-1"), ("--in", "-1")),
        (("falcon-2", "--in", "1", "--use", "pictures=2"), ("pictures=2", "output_images")),
        (("falcon-2", "--use", "output_images=two"), ("output_images", "two")),
        (("falcon-2", "--in", "1", "--at", "June"), ("June", "2025-06-01")),
        (("falcon-2", "--in", "1", "--at", "2025-02-30"), ("2025-02-30",)),
        (("falcon-2", "--in", "1", "--cached", "2", "--totals"), ("input_tokens", "less than its parts")),
        (("falcon-2", "--use", "pages=2", "--totals"), ("pages", "no part of a total")),
        (("falcon-2", "--in", "1", "--calls", "0"), ("--calls", "0")),
        (("falcon-2", "--in", "1", "--use", "input_tokens=5"), ("input_tokens stands twice", "--in")),
        (("falcon-2", "--in", "1", "--batch", "--service", "flex"), ("--batch", "flex")),
        (("falcon-2", "--in", "1", "--service", ""), ("--service", "blank")),
        (("falcon-2", "--in", "1", "--at", "0001-01-01T00:00+14:00"), ("0001-01-01T00:00+14:00",)),
        (("", "--in", "1"), ("blank",)),
    ],
)
def test_a_wrong_call_is_named_with_the_mend(options: tuple[str, ...], words: tuple[str, ...], run):
    ran = run("cost", *options)

    assert (ran.code, ran.out) == (2, "")
    for word in words:
        assert word in ran.err


def test_a_model_that_is_not_there_is_suggested(run):
    ran = run("cost", "falcon-3", *CALL)

    assert (ran.code, ran.out) == (4, "")
    assert "acme/falcon-2" in ran.err


def test_a_region_or_variant_that_no_rate_has_is_refused(run):
    ran = run("cost", "falcon-2", "--in", "1", "--region", "eu")

    assert (ran.code, ran.out) == (2, "")
    assert "--region: no rate of these models depends on it" in ran.err


def test_everywhere_asks_all_who_serve_the_model_of_an_offering(run):
    rows = run("cost", "falcon-2", "--everywhere", *CALL, "--csv").out.splitlines()[1:]

    assert [row.split(",")[0] for row in rows] == ["acme/falcon-2", "hub/acme/falcon-2"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("falcon-2", "--in", "2000000"), "the call reads 2,000,000 tokens, and 1,000,000 is the most"),
        (("falcon-2", "--in", "1", "--at", "2099-01-01"), "2099-01-01 has not come"),
        (("falcon-1", "--in", "1", "--at", "2027-02-01"), "acme/falcon-1 is no longer served on 2027-02-01"),
    ],
)
def test_a_call_that_cannot_be_made_is_priced_and_doubted(options: tuple[str, ...], words: str, run):
    ran = run("cost", *options)

    assert ran.code == 0
    assert words in ran.err
