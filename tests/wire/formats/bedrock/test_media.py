"""Pictures, documents, sound and film."""

from typing import Any

import pytest
from tests.wire.formats.bedrock.service import refused
from tests.wire.formats.bedrock.test_requests import asks, read, write

from modeldex.wire.content import Audio, Document, Foreign, Image, Part, Text, Video
from modeldex.wire.formats.bedrock.media import AUDIOS, DOCUMENTS, IMAGES, VIDEOS

PNG, PDF = "iVBORw0KGgo=", "JVBERi0xLjcK"


def _blocks(*parts: Part) -> tuple[list[Any], list[str]]:
    body, lost = write(asks(*parts))
    assert refused(body, "m") == ""
    return body["messages"][0]["content"] if "messages" in body else [], lost


@pytest.mark.parametrize(
    ("key", "word"),
    [
        (key, word)
        for key, words in (("image", IMAGES), ("audio", AUDIOS), ("video", VIDEOS))
        for word in words
    ],
)
def test_every_format_is_read_and_written(key, word):
    block = {key: {"format": word, "source": {"bytes": "AAAA"}}}

    request = read({"messages": [{"role": "user", "content": [block]}]})
    body, lost = write(request)

    assert type(request.messages[0].parts[0]) in {Image, Audio, Video}
    assert body["messages"][0]["content"][0][key]["source"] == {"bytes": "AAAA"}
    assert read(body) == request
    assert lost == []


@pytest.mark.parametrize("word", DOCUMENTS)
def test_every_document_is_read_and_written(word):
    block = {"document": {"format": word, "name": "a", "source": {"bytes": "AAAA"}}}
    body = {"messages": [{"role": "user", "content": [block]}]}

    assert write(read(body)) == (body, [])


def test_the_beginning_of_the_bytes_says_what_nobody_says():
    blocks, lost = _blocks(Image(data=PNG), Document(data=PDF, title="a"), Text(text="Look."))

    assert [block[key]["format"] for block in blocks[:2] for key in block] == ["png", "pdf"]
    assert lost == []


def test_urls_and_files_of_others_are_dropped_and_s3_is_not():
    blocks, lost = _blocks(
        Image(url="https://example.org/a.png"),
        Image(file_id="file-1", media_type="image/png"),
        Video(file_id="s3://films/a.mp4", media_type="video/mp4"),
        Image(data="AAAA", media_type="image/tiff"),
        Image(data="AAAA"),
    )

    assert blocks == [{"video": {"format": "mp4", "source": {"s3Location": {"uri": "s3://films/a.mp4"}}}}]
    assert lost == [f"messages[0].parts[{place}]" for place in (0, 1, 3, 4)]


def test_no_two_documents_have_one_name_and_names_have_few_letters():
    blocks, lost = _blocks(
        Document(data=PDF, media_type="application/pdf", title="report.pdf"),
        Document(data=PDF, media_type="application/pdf", title="report-pdf"),
        Document(data=PDF, media_type="application/pdf"),
        Document(text="hello", media_type="text/plain", title="x" * 300),
        Document(text="hello", title="  a \t b  "),
        Document(data=PDF, media_type="application/zip", title="zip"),
        Text(text="Look."),
    )

    names = [block["document"]["name"] for block in blocks[:-1]]
    assert names == ["report-pdf", "report-pdf 2", "Document", "x" * 200, "a b", "zip"]
    assert lost == [
        *[f"messages[0].parts[{place}].title" for place in range(5)],
        "messages[0].parts[5].media_type",
    ]


def test_sound_and_pictures_lose_what_bedrock_does_not_have():
    _, lost = _blocks(
        Audio(data="AAAA", media_type="audio/x-wav", transcript="Hi", id="a"),
        Image(data=PNG, media_type="image/jpg", detail="low", signature="s", signed_by="gemini"),
    )

    assert lost == [
        "messages[0].parts[0].transcript",
        "messages[0].parts[1].signature",
        "messages[0].parts[1].detail",
    ]


@pytest.mark.parametrize(
    "block",
    [
        {"image": {"format": "tiff", "source": {"bytes": "AAAA"}}},
        {"image": {"format": "png", "source": {"bytes": "AAAA"}, "error": {"message": "bad"}}},
        {"image": {"format": "png", "source": {}}},
        {"document": {"name": "a", "source": {"bytes": "AAAA"}, "citations": {"enabled": "yes"}}},
        {"document": {"name": "a", "source": {"bytes": "AAAA"}, "format": ["pdf"]}},
        {"video": {"format": "mp4", "source": {"s3Location": {"uri": "s3://a/b", "bucketOwner": "1"}}}},
    ],
)
def test_what_the_hub_has_no_word_for_stays_as_it_is(block):
    body = {"messages": [{"role": "user", "content": [block]}]}

    request = read(body)

    assert isinstance(request.messages[0].parts[0], Foreign)
    assert write(request) == (body, [])
