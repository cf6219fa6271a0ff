"""What is kept of answers, for whom, and for how long."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex.core.secret import Secret
from modeldex.http.answer import CACHE, REVALIDATED, Answer
from modeldex.http.cache import AnswerCache
from modeldex.http.request import Request

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://models.dev/api.json"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "sk-secret-0123456789"
SIGNED = Request(url=URL, headers={"authorization": Secret(f"Bearer {KEY}"), "accept": "application/json"})


def answer(body: bytes = b"{}", at: datetime = NOON, **more: Any) -> Answer:
    return Answer(
        **{"status": 200, "headers": {"etag": '"1"'}, "body": body, "url": URL, "fetched_at": at, **more}
    )


def cache(folder: Path, at: datetime = NOON, **more: Any) -> AnswerCache:
    return AnswerCache(folder / "answers", clock=lambda: at, **more)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "answers").glob("*.answer"))


def test_a_kept_answer_is_given_for_a_day(tmp_path: Path):
    cache(tmp_path).keep(SIGNED, answer(b"[1]"))

    for later, is_fresh in ((0, True), (86_399, True), (86_400, False), (-1, False)):
        kept = cache(tmp_path, NOON + timedelta(seconds=later)).find(SIGNED)
        assert kept is not None
        assert kept.is_fresh is is_fresh
        assert kept.answer == answer(b"[1]", origin=CACHE)


def test_a_stale_answer_tells_how_to_ask_whether_it_is_still_so(tmp_path: Path):
    marks = {"etag": 'W/"1"', "last-modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
    cache(tmp_path).keep(SIGNED, answer(headers=marks))

    kept = cache(tmp_path, NOON + timedelta(days=2)).find(SIGNED)

    assert kept is not None
    assert kept.conditions == {"if-none-match": marks["etag"], "if-modified-since": marks["last-modified"]}


def test_a_forced_cache_holds_nothing_fresh(tmp_path: Path):
    cache(tmp_path).keep(SIGNED, answer())

    kept = cache(tmp_path, is_forced=True).find(SIGNED)

    assert kept is not None
    assert not kept.is_fresh


def test_what_the_server_calls_unchanged_is_fresh_again(tmp_path: Path):
    later = NOON + timedelta(days=3)
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer(b"[1]", headers={"etag": '"1"', "content-type": "application/json"}))
    found = kept.find(SIGNED)
    assert found is not None

    unchanged = answer(b"", later, status=304, headers={"etag": '"2"', "content-type": "text/html"})
    renewed = cache(tmp_path, later).renew(SIGNED, found.answer, unchanged)

    assert (renewed.body, renewed.fetched_at, renewed.origin) == (b"[1]", later, REVALIDATED)
    assert renewed.headers == {"etag": '"2"', "content-type": "application/json"}
    again = cache(tmp_path, later + timedelta(hours=23)).find(SIGNED)
    assert again is not None
    assert again.is_fresh


def test_no_file_holds_a_key_nor_what_was_sent_and_only_its_owner_reads_it(tmp_path: Path):
    request = Request(url=f"{URL}?api_key=url-key-1234", headers=SIGNED.headers)
    received = {"etag": '"1"', "set-cookie": "session=cookie-1", "x-request-id": "r-1", "link": "<b>"}
    redirected = f"https://models.dev/b?sig=url-key-5678&via={KEY}"

    cache(tmp_path).keep(request, answer(headers=received, url=redirected))

    (path,) = files(tmp_path)
    content = path.read_bytes() + path.name.encode()
    for word in (KEY, "Bearer", "cookie-1", "r-1", "url-key", "accept", "application/json"):
        assert word.encode() not in content
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in path.parent.iterdir()} == {0o600}


def test_each_key_has_answers_of_its_own(tmp_path: Path):
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer())

    for other in (
        Request(url=URL, headers={**SIGNED.headers, "authorization": Secret("Bearer other")}),
        Request(url=URL, headers={**SIGNED.headers, "accept": "text/html"}),
        Request(url=URL, headers={"accept": "application/json"}),
        Request(url=f"{URL}?page=2", headers=SIGNED.headers),
    ):
        assert kept.find(other) is None


def test_who_asks_tells_where_signatures_differ_each_time(tmp_path: Path):
    kept = cache(tmp_path)

    def signed(signature: str, who: str) -> Request:
        headers: dict[str, str | Secret] = {"authorization": Secret(signature), "x-amz-date": signature}
        return Request(url=URL, headers={**headers, "accept": "x/y"}, identity=who)

    kept.keep(signed("at noon", "AKIA1"), answer())

    assert kept.find(signed("at one", "AKIA1")) is not None
    assert kept.find(signed("at noon", "AKIA2")) is None


def test_the_names_of_files_differ_from_folder_to_folder(tmp_path: Path):
    for folder in ("a", "b"):
        cache(tmp_path / folder).keep(SIGNED, answer())

    assert files(tmp_path / "a")[0].name != files(tmp_path / "b")[0].name


@pytest.mark.parametrize(
    ("request_", "given"),
    [
        (Request(url=URL, method="POST"), answer()),
        (Request(url=URL, body=b"{}"), answer()),
        (Request(url=URL, headers={"range": "bytes=0-1"}), answer()),
        (Request(url=URL, headers={"if-none-match": '"1"'}), answer()),
        (Request(url=URL), answer(status=206)),
        (Request(url=URL), answer(status=304)),
    ],
)
def test_only_whole_answers_to_get_are_kept(tmp_path: Path, request_: Request, given: Answer):
    cache(tmp_path).keep(request_, given)

    assert files(tmp_path) == []
    assert cache(tmp_path).find(request_) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, data: st.DataObject):
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer(b'{"models": [1, 2, 3]}'))
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.one_of(st.just(b""), st.binary(min_size=1, max_size=3)))
    path.write_bytes(whole[:at] + damage + whole[at + data.draw(st.integers(1, 40)) :])

    found = kept.find(SIGNED)

    assert found is None or found.answer.body == b'{"models": [1, 2, 3]}'


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"null\n", b"[]\n", b"{}\n", b"[" * 100_000 + b"\n", b"\xff\n"]
)
def test_a_file_of_something_else_is_as_good_as_none(tmp_path: Path, content: bytes):
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer())
    files(tmp_path)[0].write_bytes(content)

    assert kept.find(SIGNED) is None


def test_a_kept_answer_larger_than_allowed_is_not_given(tmp_path: Path):
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer(b"x" * 1_000))

    assert kept.find(Request(url=URL, headers=SIGNED.headers, most_bytes=999)) is None
    assert kept.find(Request(url=URL, headers=SIGNED.headers, most_bytes=1_000)) is not None


def test_the_oldest_answers_go_where_all_are_too_many(tmp_path: Path):
    kept = cache(tmp_path, most_bytes=5_000)
    requests = [Request(url=f"{URL}?page={page}") for page in range(8)]

    for age, request in enumerate(requests):
        kept.keep(request, answer(b"x" * 1_000))
        for path in files(tmp_path):
            if path.stat().st_mtime > 1_000:
                os.utime(path, (age, age))

    assert sum(path.stat().st_size for path in files(tmp_path)) <= 5_000
    found = [kept.find(request) is not None for request in requests]
    assert found == sorted(found)
    assert found[-1]
    kept.keep(requests[0], answer(b"x" * 5_001))
    assert kept.find(requests[0]) is None


def test_what_is_forgotten_is_not_given_again(tmp_path: Path):
    kept = cache(tmp_path)
    kept.keep(SIGNED, answer())

    kept.forget(SIGNED)
    kept.forget(SIGNED)

    assert kept.find(SIGNED) is None
    assert files(tmp_path) == []


def test_an_open_folder_is_closed_to_others(tmp_path: Path):
    (tmp_path / "answers").mkdir(mode=0o755)

    cache(tmp_path).keep(SIGNED, answer())

    assert (tmp_path / "answers").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_costs_only_the_keeping(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "answers").write_text("a file is in the way")

    with caplog.at_level(logging.WARNING, "modeldex.http"):
        cache(tmp_path).keep(SIGNED, answer())

    assert cache(tmp_path).find(SIGNED) is None
    assert "an answer is not kept" in caplog.text
    assert KEY not in caplog.text
