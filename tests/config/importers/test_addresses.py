"""An address is taken apart only where nothing of a password could be taken for a part of it."""

import pytest

from modeldex import ModelCatalog
from modeldex.config.importers.addresses import Address, Served, served_at
from modeldex.config.importers.secret_words import Word, reference, variables_in


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://api.example.com", ("https://api.example.com", "", False)),
        ("https://api.example.com/", ("https://api.example.com", "", False)),
        (" http://10.0.0.5:8000/v1/ ", ("http://10.0.0.5:8000", "/v1", False)),
        ("http://[::1]:8000/v1", ("http://[::1]:8000", "/v1", False)),
        ("https://${HOST}:81/v1", ("https://${HOST}:81", "/v1", False)),
        ("https://user:word@host/v1?key=word#word", ("https://host", "/v1", True)),
    ],
)
def test_an_address_has_an_origin_and_a_path(url: str, parts: tuple[str, str, bool]):
    assert Address.read(url) == parts


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host", "host:8000", "https://", "https://host name/", "https://[bad", 7, None, "https://host:port/",
        "https://user:pass/word@host/v1", "https://user:12/word@host/v1", "https://user:12?word@host/v1",
        "https://user:pass#word@host", "https://host/v1\n",
    ],
)  # fmt: skip
def test_what_may_hold_a_password_in_a_wrong_place_is_no_address(url: object):
    assert Address.read(url) is None


def test_the_address_that_the_catalog_has_states_nothing(catalog: ModelCatalog):
    groq = catalog.provider("groq")
    address = Address("https://api.groq.com", "/openai/v1", False)

    assert served_at(groq, address, path_is_root=True) == Served(None, None)
    assert served_at(groq, address._replace(path="/openai"), path_is_root=False) == Served(None, None)


def test_a_path_before_the_roots_of_a_native_wire_is_not_certain(catalog: ModelCatalog):
    address = Address("https://proxy.example", "/claude", False)

    served = served_at(catalog.provider("anthropic"), address, path_is_root=True)

    assert dict(served.wire_formats or ())["anthropic"] == "/claude/v1"
    assert not served.is_certain


@pytest.mark.parametrize("text", ["os.environ/A_1", "env:A_1", "env.A_1", "${A_1}", " ${A_1} "])
def test_every_spelling_of_a_reference_is_read(text: str):
    assert reference(text) == "A_1"
    assert variables_in({"a": [text, {"b": text}], "c": 7}) == {"A_1"}


def test_a_word_shows_nothing_of_itself():
    word = Word("sk-0001")

    assert repr(word) == f"{word}" == "<Word ***>"
    assert word == Word("sk-0001") != Word("sk-0002")
    assert Word("env:A") == Word("${A}")
