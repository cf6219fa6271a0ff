"""Outages: how they are written, when they last, and what they are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.router.simulation.recorded import START, registry

from modeldex.core.errors import InvalidValueError, ModelNotFoundError, UnknownNameError
from modeldex.router.simulation.outage import Outage, Outages

DAY = 86_400
TEN = START.timestamp()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openai", Outage(target="openai")),
        ("openai/gpt-4o", Outage(target="openai/gpt-4o")),
        ("ollama/llama3.1:8b@x", Outage(target="ollama/llama3.1:8b@x")),
        ("openai=0.5", Outage(target="openai", share=0.5)),
        ("openai=10:00-11:30", Outage(target="openai", begins=36_000, ends=41_400)),
        ("openai=.25, 23:00-24:00", Outage(target="openai", share=0.25, begins=82_800)),
    ],
)
def test_an_outage_is_read_as_it_is_written(text: str, expected: Outage):
    assert Outage.read(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "names nothing"),
        ("=0.5", "names nothing"),
        ("openai=", "names nothing"),
        ("openai=0", "neither a share"),
        ("openai=1.5", "neither a share"),
        ("openai=-1", "neither a share"),
        ("openai=nan", "neither a share"),
        ("openai=10-11", "neither a share"),
        ("openai=10:00-10:00", "lasts no time"),
        ("openai=10:60-11:00", "no time of the day"),
        ("openai=10:00-24:01", "no time of the day"),
        ("openai=24:00-00:00", "begins at 24:00"),
        ("openai=,", "names nothing"),
        ("openai=0.5,0.7", "has more than one share; give each an outage of its own"),
        ("openai=10:00-11:00,12:00-13:00", "has more than one time of the day"),
        ("openai=\uff10.5", "neither a share"),
    ],
)
def test_what_is_no_outage_is_refused_with_the_form(text: str, problem: str):
    with pytest.raises(InvalidValueError, match=problem) as raised:
        Outage.read(text)

    assert "openai=0.5" in str(raised.value)


@given(
    share=st.sampled_from([0.25, 0.5, 1.0]),
    begins=st.integers(0, 1_439),
    minutes=st.integers(1, 1_439),
)
def test_what_is_written_is_read_again(share: float, begins: int, minutes: int):
    ends = (begins + minutes) % 1_440 or 1_440
    outage = Outage(target="acme/a=b", share=share, begins=begins * 60, ends=ends * 60)

    text = str(outage)

    whole = share == 1 and (outage.begins, outage.ends) == (0, DAY)
    assert whole or Outage.read(text) == outage


def test_an_outage_of_hours_lasts_on_each_day_alike():
    outage = Outage.read("acme=10:00-10:01")

    assert [outage.is_on(TEN + second) for second in (-1, 0, 59, 60)] == [False, True, True, False]
    assert outage.is_on(TEN + 7 * DAY)


def test_an_outage_may_last_over_midnight():
    outage = Outage.read("acme=22:00-02:00")

    assert [outage.is_on(hour * 3_600) for hour in (21, 22, 23.9, 0, 1.9, 2)] == [
        False, True, True, True, True, False,
    ]  # fmt: skip


def test_of_several_outages_the_largest_counts():
    down = Outages([Outage.read("acme=0.25"), Outage.read("acme/large=0.5")], registry().snapshot())

    assert down.share("acme/large", "acme", TEN) == 0.5
    assert down.share("acme/other", "acme", TEN) == 0.25
    assert down.share("bolt/small", "bolt", TEN) == 0


def test_a_name_that_means_nothing_is_refused():
    models = registry().snapshot()

    with pytest.raises(UnknownNameError):
        Outages([Outage(target="acne")], models)
    with pytest.raises(ModelNotFoundError):
        Outages([Outage(target="acme/lrge")], models)


def test_a_bare_name_of_a_model_means_it():
    down = Outages([Outage(target="large")], registry().snapshot())

    assert down.share("acme/large", "acme", TEN) == 1
    assert down.share("acme/other", "acme", TEN) == 0
