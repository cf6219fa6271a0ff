"""What is asked again, and after which wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import EgressError, NetworkError
from modeldex.http.failure import PassingError
from modeldex.http.request import Request
from modeldex.http.retry import AGAIN, RetryPolicy, retry_after_seconds

URL = "https://models.dev/api.json"
GET = Request(url=URL)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def refused(status: int, asked: float | None = None) -> NetworkError:
    return NetworkError(URL, "no", status=status, retry_after_seconds=asked)


@given(
    attempt=st.integers(1, 2_000),
    chance=st.floats(0, 1),
    first=st.floats(0, 100),
    most=st.floats(0, 100),
)
def test_a_wait_of_our_own_lies_between_zero_and_the_bound(attempt, chance, first, most):
    policy = RetryPolicy(attempts=10_000, first_seconds=first, most_seconds=most, chance=lambda: chance)

    wait = policy.wait_seconds(GET, attempt, PassingError(URL, "cut short"))

    assert wait is not None
    assert 0 <= wait <= min(most, first * 2.0 ** min(attempt - 1, 60))


@given(attempt=st.integers(1, 3), chance=st.floats(0, 1), asked=st.floats(0, 1_000))
def test_a_wait_that_the_server_asks_for_is_kept_or_the_request_given_up(attempt, chance, asked):
    wait = RetryPolicy(chance=lambda: chance).wait_seconds(GET, attempt, refused(429, asked))

    assert wait is None if asked > 60 else wait is not None and asked <= wait <= 60


def test_waits_double_up_to_the_bound():
    policy = RetryPolicy(attempts=9, first_seconds=1, most_seconds=10, chance=lambda: 1.0)

    waits = [policy.wait_seconds(GET, attempt, refused(503)) for attempt in range(1, 10)]

    assert waits == [1, 2, 4, 8, 10, 10, 10, 10, None]


@pytest.mark.parametrize("status", range(300, 600))
def test_only_statuses_that_pass_are_asked_again(status: int):
    wait = RetryPolicy().wait_seconds(GET, 1, refused(status))

    assert (wait is not None) == (status in {408, 425, 429, 500, 502, 503, 504, 529})


@pytest.mark.parametrize(
    ("error", "is_again"),
    [
        (PassingError(URL, "is silent"), True),
        (NetworkError(URL, "is too large"), False),
        (EgressError(URL, "is in a private network"), False),
        (EgressError(URL, "is redirected", status=503), False),
    ],
)
def test_failures_that_stay_are_not_asked_again(error: NetworkError, is_again: bool):
    assert (RetryPolicy().wait_seconds(GET, 1, error) is not None) == is_again


@pytest.mark.parametrize(
    ("request_", "is_again"),
    [
        (Request(url=URL, method="HEAD"), True),
        (Request(url=URL, method="POST"), False),
        (Request(url=URL, method="DELETE"), False),
        (Request(url=URL, method="POST", is_repeatable=True), True),
    ],
)
def test_only_what_does_no_harm_twice_is_sent_twice(request_: Request, is_again: bool):
    assert (RetryPolicy().wait_seconds(request_, 1, refused(503)) is not None) == is_again


def test_the_first_attempt_counts_among_all():
    assert RetryPolicy(attempts=1).wait_seconds(GET, 1, refused(503)) is None
    assert {429, 503, 529} <= AGAIN


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"x-ms-retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7.0),
        ({"retry-after": "-7"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:30 -0000"}, 30.0),
        (
            {"retry-after": "Tue, 24 Nov 2026 13:00:10 GMT", "date": "Tue, 24 Nov 2026 13:00:00 GMT"},
            10.0,
        ),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:30 GMT", "date": "today"}, 30.0),
        ({"retry-after": "Tue, 99 Nov 2026 12:00:30 GMT"}, None),
    ],
)
def test_what_a_server_asks_for_is_read(headers: dict[str, str], seconds: float | None):
    assert retry_after_seconds(headers, NOON) == seconds


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_wait_or_none(written: str, date: str):
    seconds = retry_after_seconds({"retry-after": written, "date": date}, NOON)

    assert seconds is None or 0 <= seconds < 1e20


@given(
    st.from_regex(r"(Tue, )?[0-9]{1,3} Nov [0-9]{1,6} [0-9]{1,3}:[0-9]{2}(:[0-9]{2})? [+-]?[0-9A-Z]{0,15}")
)
def test_what_looks_like_a_date_is_a_wait_or_none(written: str):
    seconds = retry_after_seconds({"retry-after": written}, NOON)

    assert seconds is None or seconds >= 0


@given(st.integers(-(10**9), 10**9))
def test_a_date_is_a_wait_until_then(after: int):
    date = NOON + timedelta(seconds=after)

    seconds = retry_after_seconds({"retry-after": format_datetime(date, usegmt=True)}, NOON)

    assert seconds == max(0, after)
