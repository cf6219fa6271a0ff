"""Releases are fetched from a folder or from the web, and from nowhere else than was named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex import NetworkError, UpdateError
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.http.client import HttpClient
from modeldex.updates.publication import FolderPublication, publication_at
from modeldex.updates.updates import NEW, manifest_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.updates.desk import Desk

    from modeldex.http.answer import Answer
    from modeldex.http.request import Request
    from modeldex.updates.manifest import Manifest


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as started:
        yield started


@pytest.fixture
def web(desk: Desk, server: AnswerServer) -> Desk:
    """A release on the web, below /catalog/."""
    desk.publish("2026-11-20-v1")
    for path in desk.published.iterdir():
        server.answer(f"/catalog/{path.name}", Reply(body=path.read_bytes()))
    return desk


@pytest.mark.parametrize("named", ["/catalog", "/catalog/", f"/catalog/{manifest_name(SCHEMA_VERSION)}"])
def test_a_release_is_applied_from_the_web(web: Desk, server: AnswerServer, named: str):
    publication = publication_at(server.url(named))

    offer = web.updates().apply(publication, web.public)

    assert offer.standing == NEW
    assert [seen.path for seen in server.requests] == [
        f"/catalog/{manifest_name(SCHEMA_VERSION)}", f"/catalog/{offer.release.manifest.file}",
    ]  # fmt: skip
    assert web.updates().status().state.origin == server.url(named)


def test_what_was_fetched_and_is_kept_is_not_fetched_again(web: Desk, server: AnswerServer):
    publication = publication_at(server.url("/catalog"))
    web.updates().look(publication, web.public)
    web.updates().apply(publication, web.public)

    assert [seen.path.rpartition(".")[2] for seen in server.requests] == ["json", "sqlite", "json"]


def test_where_the_newest_schema_is_not_published_the_one_before_is_asked_for(
    desk: Desk, server: AnswerServer
):
    server.answer(f"/{manifest_name(SCHEMA_VERSION)}", Reply(status=404))
    server.answer(f"/{manifest_name(SCHEMA_VERSION - 1)}", Reply(status=404))

    with pytest.raises(UpdateError, match=r"has no manifest-schema4\.json and no manifest-schema3\.json"):
        desk.updates().look(publication_at(server.url("/")))
    assert [seen.path for seen in server.requests] == [
        f"/{manifest_name(SCHEMA_VERSION)}",
        f"/{manifest_name(SCHEMA_VERSION - 1)}",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=403),
        Reply.redirect("http://127.0.0.2:9/elsewhere"),
        Reply(body=b"x" * 100, cut_after=10),
        Reply(body=b"x" * 300_000),
    ],
    ids=["forbidden", "sent elsewhere", "cut short", "too large"],
)
def test_an_answer_that_cannot_be_used_is_a_network_error_and_nothing_changes(
    desk: Desk, server: AnswerServer, reply: Reply
):
    server.answer(f"/{manifest_name(SCHEMA_VERSION)}", *[reply] * 9)

    with pytest.raises(NetworkError):
        desk.updates().look(publication_at(server.url("/")), desk.public)
    assert desk.snapshot() == {}


@pytest.mark.parametrize("change", ["longer", "shorter", "other"])
def test_a_file_that_is_not_the_signed_one_is_refused(web: Desk, server: AnswerServer, change: str):
    (path,) = web.files()
    content = path.read_bytes()
    wrong = {"longer": content + b"x" * 9, "shorter": content[:-9], "other": content[:-1] + b"\x01"}[change]
    server.answer(f"/catalog/{path.name}", *[Reply(body=wrong)] * 9)

    with pytest.raises((UpdateError, NetworkError)):
        web.updates().apply(publication_at(server.url("/catalog")), web.public)
    assert web.snapshot() == {}


def test_offline_nobody_is_asked(server: AnswerServer):
    with pytest.raises(NetworkError, match="--offline or MODELDEX_OFFLINE forbids"):
        publication_at(server.url("/catalog"), offline=True)
    assert server.requests == []


def test_offline_a_folder_and_a_manifest_serve(desk: Desk):
    desk.publish("2026-11-20-v1")

    for named in (desk.published, desk.manifest_path):
        publication = publication_at(str(named), offline=True)
        assert desk.updates().look(publication, desk.public).standing == NEW


def test_a_folder_is_found_again_from_another_one(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.publish("2026-11-20-v1")
    monkeypatch.chdir(desk.folder)
    desk.updates().apply(publication_at("published"), desk.public, trust_keys=True)

    assert desk.updates().status().state.origin == str(desk.published)


@pytest.mark.parametrize("named", ["ftp://example.com/catalog", "file:///etc/passwd"])
def test_another_scheme_is_refused(named: str):
    with pytest.raises(UpdateError, match="no place to fetch from"):
        publication_at(named)


def test_a_password_in_a_url_is_refused_and_not_repeated():
    with pytest.raises(UpdateError, match="password") as raised:
        publication_at("https://ann:secret-word@example.com/catalog")
    assert "secret-word" not in str(raised.value)


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="no-such-folder"):
        publication_at("no-such-folder")


@pytest.mark.parametrize(
    "end", ["?token=secret-word", "#secret-word", "?", "/catalog.json?token=secret-word"]
)
def test_a_query_or_a_fragment_is_refused_and_not_repeated(end: str):
    with pytest.raises(UpdateError, match="publish below a plain URL") as raised:
        publication_at(f"https://example.com/catalog{end}")
    assert "secret-word" not in str(raised.value)


def test_a_file_has_time_by_its_size(web: Desk, server: AnswerServer, monkeypatch: pytest.MonkeyPatch):
    asked: list[Request] = []

    async def answered(self: HttpClient, request: Request) -> Answer:
        asked.append(request)
        raise NetworkError(request.url, "is not asked here")

    monkeypatch.setattr(HttpClient, "send", answered)
    publication = publication_at(server.url("/catalog"))
    manifest = replace(web.publish("2026-11-21-v1"), size=25 * 1024 * 1024)
    fetches: tuple[Callable[[], object], ...] = (
        lambda: publication.read("manifest.json"),
        lambda: publication.fetch(manifest, web.folder / "x"),
    )
    for fetch in fetches:
        with pytest.raises(NetworkError):
            fetch()

    first, second = (request.timeouts.total for request in asked)
    assert first < 120
    assert second > 25 * 1024 * 1024 / 20_000  # whoever loads 20 KB in a second gets it


def test_others_are_not_kept_out_while_a_release_is_fetched(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-21-v1")
    publication = Slow(desk)

    assert desk.updates().apply(publication).standing == NEW
    assert publication.seen == "2026-11-20-v1"
    assert desk.updates().status().state.pinned is None


def test_what_was_pinned_while_a_release_was_fetched_stays(desk: Desk):
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-21-v1")

    with pytest.raises(UpdateError, match="2026-11-20-v1 is pinned"):
        desk.updates().apply(Slow(desk, is_pinned=True))
    assert desk.updates().status().catalog.version == "2026-11-20-v1"


class Slow(FolderPublication):
    """A folder that takes so long that somebody else changes what is in use meanwhile."""

    def __init__(self, desk: Desk, *, is_pinned: bool = False) -> None:
        super().__init__(desk.published)
        self._desk = desk
        self._is_pinned = is_pinned
        self.seen = ""

    def fetch(self, manifest: Manifest, target: Path) -> None:
        super().fetch(manifest, target)
        self.seen = self._desk.updates().pin("2026-11-20-v1").version
        if not self._is_pinned:
            self._desk.updates().pin(None)
