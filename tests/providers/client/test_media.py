"""Media that a provider takes only as bytes: fetched before they are translated, or refused."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import Shelf, acme, said

from modeldex.core.errors import InvalidRequestError
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.guard import EgressGuard
from modeldex.http.stream_client import StreamClient
from modeldex.providers.client import media
from modeldex.providers.client.media import MOST_BYTES, MOST_MEDIA, fetched_media
from modeldex.wire.content import Audio, Document, Image, Text, ToolResult
from modeldex.wire.media import web_address
from modeldex.wire.request import ChatRequest, Message

if TYPE_CHECKING:
    from tests.providers.client.conftest import Asking

PNG = b"\x89PNG\r\n\x1a\n"
NOTHING: frozenset[str] = frozenset()


def asking_for(*parts: Any) -> ChatRequest:
    return ChatRequest(model="m", messages=(Message(role="user", parts=(Text(text="Look:"), *parts)),))


def fetched(
    request: ChatRequest, server: AnswerServer | None, fetches: frozenset[str] = NOTHING
) -> ChatRequest:
    async def run() -> ChatRequest:
        transport = AiohttpTransport(EgressGuard([server.origin] if server else ()), environ={})
        async with StreamClient(transport) as client:
            return await fetched_media(request, fetches, client)

    return asyncio.run(run())


@pytest.fixture
def pictures(server: AnswerServer) -> AnswerServer:
    server.answer("/a.png", Reply(body=PNG, headers={"content-type": "image/png; charset=x"}))
    server.answer("/b.pdf", Reply(body=b"%PDF", headers={"content-type": "application/pdf"}))
    server.answer("/raw", Reply(body=PNG, headers={"content-type": "application/octet-stream"}))
    server.answer("/page", Reply(body=b"<html>", headers={"content-type": "text/html"}))
    server.answer("/loud.wav", Reply(body=b"RIFF", headers={"content-type": "audio/wav"}))
    return server


def test_the_bytes_take_the_place_of_the_address_also_within_results(pictures: AnswerServer):
    picture = Image(url=pictures.url("/a.png"), detail="low")
    result = ToolResult(call_id="c", parts=(Document(url=pictures.url("/b.pdf"), title="B"),))

    _, image, inner = fetched(asking_for(picture, result), pictures).messages[0].parts

    assert image == Image(data=b64encode(PNG).decode(), media_type="image/png", detail="low")
    assert isinstance(inner, ToolResult)
    assert inner.parts == (
        Document(data=b64encode(b"%PDF").decode(), media_type="application/pdf", title="B"),
    )


def test_one_address_is_asked_once_however_often_it_stands_there(pictures: AnswerServer):
    picture = Image(url=pictures.url("/a.png"))

    fetched(asking_for(picture, picture), pictures)

    assert len(pictures.requests) == 1


def test_a_kind_that_the_provider_fetches_itself_stays_an_address(pictures: AnswerServer):
    request = asking_for(Image(url=pictures.url("/a.png")), Audio(url=pictures.url("/loud.wav")))

    _, image, sound = fetched(request, pictures, frozenset({"image"})).messages[0].parts

    assert image == Image(url=pictures.url("/a.png"))
    assert isinstance(sound, Audio)
    assert sound.data is not None


def test_what_is_no_web_address_is_left_to_the_format(pictures: AnswerServer):
    request = asking_for(Image(data="AAAA"), Image(file_id="f"))
    of_google = asking_for(Image(url="gs://bucket/a.png"))

    assert fetched(request, pictures) is request
    assert fetched(of_google, pictures, frozenset({"image"})) is of_google


def test_bytes_without_a_type_are_what_the_request_says(pictures: AnswerServer):
    request = asking_for(Image(url=pictures.url("/raw"), media_type="image/png"))

    part = fetched(request, pictures).messages[0].parts[1]

    assert isinstance(part, Image)
    assert part.media_type == "image/png"


def test_all_that_cannot_be_had_is_named_by_its_place(pictures: AnswerServer):
    request = asking_for(
        Image(url=pictures.url("/page")), Image(url=pictures.url("/gone")), Image(url=pictures.url("/raw"))
    )

    with pytest.raises(InvalidRequestError) as caught:
        fetched(request, pictures)

    problems = caught.value.problems
    assert list(problems) == [f"messages[0].parts[{place}]" for place in (1, 2, 3)]
    assert "text/html, and no image" in problems["messages[0].parts[1]"]
    assert "404" in problems["messages[0].parts[2]"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/a.png", "https://169.254.169.254/latest", "https://10.0.0.1/", "https://me@x.y/"]
)  # fmt: skip
def test_an_address_at_home_is_never_asked(pictures: AnswerServer, url: str):
    request = asking_for(Image(url=url.format(port=pictures.port)))

    with pytest.raises(InvalidRequestError, match="is not fetched"):
        fetched(request, None)

    assert pictures.connections == 0


def test_what_is_too_large_is_not_read_to_its_end(pictures: AnswerServer):
    length = {"content-type": "image/png"}
    pictures.answer("/big", Reply(body=b"x", stated_length=MOST_BYTES + 1, headers=length))

    with pytest.raises(InvalidRequestError, match="more than 20,971,520 bytes"):
        fetched(asking_for(Image(url=pictures.url("/big"))), pictures)


def test_all_media_of_a_request_share_one_room(pictures: AnswerServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(media, "MOST_TOGETHER", 250)
    kind = {"content-type": "image/png"}
    for place in range(4):
        pictures.answer(f"/{place}", Reply.of_size(100, headers=kind))

    fetched(asking_for(*(Image(url=pictures.url(f"/{place}")) for place in range(2))), pictures)
    with pytest.raises(InvalidRequestError, match=r"may have .* bytes together|more than \d+ bytes"):
        fetched(asking_for(*(Image(url=pictures.url(f"/{place}")) for place in range(4))), pictures)


@pytest.mark.parametrize("url", ["HTTP://127.0.0.1:{port}/a.png", "hTTp://127.0.0.1:{port}/a.png"])
def test_an_address_in_capitals_is_an_address(pictures: AnswerServer, url: str):
    _, image = fetched(asking_for(Image(url=url.format(port=pictures.port))), pictures).messages[0].parts

    assert isinstance(image, Image)
    assert image.data is not None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("HTTPS://Example.COM/A.png?B=C", "https://example.com/A.png?B=C"),
        ("https://EXAMPLE.com?Q", "https://example.com?Q"),
        ("https:/odd", "https:/odd"),
        ("file:///etc/passwd", None),
        ("gs://bucket/a", None),
        ("/etc/passwd", None),
        ("", None),
    ],
)
def test_only_what_is_of_the_web_is_an_address(url: str, address: str | None):
    assert web_address(url) == address


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gs://bucket/a.png", "ftp://a.example/b.png", "a.png"])
def test_a_picture_that_nobody_could_see_is_refused_before_the_call(pictures: AnswerServer, url: str):
    with pytest.raises(InvalidRequestError, match="no address of the web"):
        fetched(asking_for(Image(url=url)), pictures)


AT_HOME = [
    "http://169.254.169.254/latest",
    "https://10.0.0.1/a",
    "http://localhost:9/a",
    "https://nas.local/a",
]


@pytest.mark.parametrize("url", AT_HOME)
@pytest.mark.parametrize("is_mapping", [False, True])
def test_a_server_of_the_users_own_is_led_nowhere_by_a_request(
    server: AnswerServer, asking: Asking, url: str, is_mapping: bool
):
    shelf = Shelf(acme(category="local"))
    content = [{"type": "image_url", "image_url": {"url": url}}]
    mapping = {"messages": [{"role": "user", "content": content}]}
    request = mapping if is_mapping else asking_for(Image(url=url))

    with pytest.raises(InvalidRequestError, match="not handed on to a server of your own network"):
        asking(lambda client: client.complete("one", request), shelf)

    assert server.requests == []


def test_an_origin_that_the_user_allows_is_handed_on_as_it_stands(server: AnswerServer, asking: Asking):
    server.answer("/v1/chat/completions", Reply(json=said()))
    picture = Image(url=server.url("/a.png"))

    asking(
        lambda client: client.complete("one", asking_for(picture)),
        Shelf(acme(category="local")),
        allow_origins=[server.origin],
    )

    assert str(picture.url) in server.requests[0].body.decode()


def test_no_request_makes_hundreds_of_others(pictures: AnswerServer):
    many = [Image(url=pictures.url(f"/{place}")) for place in range(MOST_MEDIA + 1)]

    with pytest.raises(InvalidRequestError, match="32 is the most"):
        fetched(asking_for(*many), pictures)

    assert pictures.requests == []
