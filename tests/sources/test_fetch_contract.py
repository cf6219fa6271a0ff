"""What every fetched source keeps, whoever it is: asked of a server that answers in the true shape."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.sources.conftest import DIRECTORY, KNOWN
from tests.sources.fetching import FETCHED, KEY, asked, list_path, read, recorded, shelve, spoil

from modeldex import CredentialError, NetworkError, SourceError
from modeldex.http.cache import AnswerCache
from modeldex.http.request import Timeouts
from modeldex.providers.credentials import Credentials
from modeldex.sources.asking import Asker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

every_source = pytest.mark.parametrize("name", FETCHED)
PATIENT, ROOMY = Timeouts(), 1 << 20
HASTY = Timeouts(connect=5.0, read=0.05, total=5.0)
SIGNED = [name for name in FETCHED if (how := KNOWN[name].fetch) and how.signing]
KEYED = [name for name in SIGNED if (how := KNOWN[name].fetch) and how.is_key_needed]


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        yield running


def place_of(name: str) -> tuple[str, ...]:
    """Words one of which an error has to have, so that somebody finds what it is about."""
    host = KNOWN[name].url.partition("://")[2].partition("/")[0]
    return (
        f"{name}: ",
        list_path(name),
        host,
        *(["us-east-1: ", "AmazonBedrock"] if "bedrock" in name else []),
    )


def failure(name: str, server: AnswerServer, folder: Path, **how: Any) -> NetworkError | SourceError:
    """The error that asking and reading end with: one of the two that say whose fault it is."""
    with pytest.raises((NetworkError, SourceError)) as caught:
        read(name, asked(name, server, **how), folder, whole=True)
    assert any(word in str(caught.value) for word in place_of(name)), str(caught.value)
    assert isinstance(caught.value, NetworkError | SourceError)
    return caught.value


@every_source
def test_what_is_fetched_reads_as_the_sample_does(name: str, server: AnswerServer, tmp_path: Path) -> None:
    shelve(server, name)

    assert read(name, asked(name, server), tmp_path) == read(name, recorded(name), tmp_path)


@pytest.mark.parametrize("name", KEYED)
def test_a_key_is_sent_and_appears_in_no_answer(name: str, server: AnswerServer) -> None:
    shelve(server, name)
    gathered = asked(name, server)

    sent = server.asked(list_path(name))[0].headers
    assert any(KEY in value for value in sent.values()) or "signature=" in sent["authorization"].lower()
    assert KEY not in str(gathered)


@every_source
def test_an_answer_that_the_server_calls_unchanged_is_read_again(
    name: str, server: AnswerServer, tmp_path: Path
) -> None:
    shelve(server, name, etag='"1"')
    cache = AnswerCache(tmp_path / "kept", lifetime_seconds=0)
    first = asked(name, server, cache=cache)

    assert asked(name, server, cache=cache) == first
    assert [seen for seen in server.asked(list_path(name)) if seen.headers.get("if-none-match") == '"1"']


@every_source
@pytest.mark.parametrize(
    "busy",
    [Reply(status=429, headers={"retry-after": "1"}), Reply(status=500), Reply(status=503)],
    ids=["429", "500", "503"],
)
def test_a_busy_server_is_asked_again(name: str, busy: Reply, server: AnswerServer, tmp_path: Path) -> None:
    shelve(server, name, busy)

    assert read(name, asked(name, server), tmp_path).offerings
    assert len(server.asked(list_path(name))) >= 2


@every_source
def test_a_server_that_stays_busy_is_a_network_error(name: str, server: AnswerServer, tmp_path: Path) -> None:
    spoil(server, name, Reply(status=503))

    error = failure(name, server, tmp_path)
    assert isinstance(error, NetworkError)
    assert error.status == 503


@pytest.mark.parametrize("name", SIGNED)
def test_a_refused_key_is_a_network_error_that_does_not_tell_it(
    name: str, server: AnswerServer, tmp_path: Path
) -> None:
    spoil(server, name, Reply(status=401, json={"error": f"bad key {KEY}"}))

    error = failure(name, server, tmp_path)
    assert isinstance(error, NetworkError)
    assert error.status == 401
    assert KEY not in str(error)


@every_source
def test_an_answer_cut_short_is_a_network_error(name: str, server: AnswerServer, tmp_path: Path) -> None:
    spoil(server, name, Reply(json=recorded(name), cut_after=10))

    assert isinstance(failure(name, server, tmp_path), NetworkError)


@every_source
def test_an_answer_that_does_not_come_is_a_network_error(
    name: str, server: AnswerServer, tmp_path: Path
) -> None:
    spoil(server, name, Reply(json=recorded(name), delay_seconds=60))

    assert isinstance(failure(name, server, tmp_path, hurry=(HASTY, ROOMY)), NetworkError)


@every_source
def test_an_answer_that_is_too_large_is_a_network_error(
    name: str, server: AnswerServer, tmp_path: Path
) -> None:
    spoil(server, name, Reply(body=b"[" + b"0," * 4096 + b"0]", is_chunked=True))

    assert isinstance(failure(name, server, tmp_path, hurry=(PATIENT, 4096)), NetworkError)


@every_source
@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>maintenance</html>", headers={"content-type": "text/html"}),
        Reply(body=b""),
        Reply(body=b'{"data": [', headers={"content-type": "application/json"}),
        Reply(json="text"),
        Reply(json=None),
        Reply(json=[]),
        Reply(json={}),
        Reply(json={"error": {"message": "no"}}),
        Reply(json=[[]]),
    ],
    ids=["html", "empty", "half", "text", "null", "array", "object", "error", "nested"],
)
def test_an_answer_of_another_shape_is_a_source_error(
    name: str, reply: Reply, server: AnswerServer, tmp_path: Path
) -> None:
    spoil(server, name, reply)

    assert isinstance(failure(name, server, tmp_path), SourceError)


@pytest.mark.parametrize("name", KEYED)
def test_without_its_key_a_source_says_what_to_set(name: str) -> None:
    provider = DIRECTORY.providers[KNOWN[name].own_listing_of or ""]
    keys = Credentials({}, keyring=False)
    asker = Asker(KNOWN[name], provider, keys, None)  # type: ignore[arg-type]
    reason = asker.unready()

    assert reason is not None
    assert any(variable in reason for names in provider.env.values() for variable in names)


def test_a_source_without_an_endpoint_is_read_from_a_file() -> None:
    with pytest.raises(
        SourceError, match="has no endpoint; read an answer with `modeldex ingest arena FILE`"
    ):
        Asker(KNOWN["arena"], None, None, None)  # type: ignore[arg-type]


def test_an_account_without_its_names_is_told_which(server: AnswerServer) -> None:
    provider = DIRECTORY.providers["cloudflare-ai-gateway"]
    keys = Credentials({"CLOUDFLARE_API_TOKEN": KEY}, keyring=False)
    asker = Asker(KNOWN["cloudflare_ai_gateway"], provider, keys, None, origin=server.origin)  # type: ignore[arg-type]

    with pytest.raises(CredentialError, match="CLOUDFLARE_ACCOUNT_ID"):
        asyncio.run(asker.gather())
