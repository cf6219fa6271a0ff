"""The guides about calling explain all of it: kinds of failure, keys, quirks, fields of a shape."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from docs.generate import ROOT

from modeldex import CallTimeouts, RequestShape
from modeldex.config.client_keys import CLIENT
from modeldex.config.provider_keys import PROVIDER
from modeldex.core.provider import QUIRK_KEYS, QUIRK_WORDS, SIGNING_NAMES, WIRE_FORMATS
from modeldex.providers.gateway import STYLES
from modeldex.wire.failure import STATUSES


def _guide(name: str) -> str:
    return (ROOT / "docs" / "guides" / name).read_text("utf-8")


def _rows(text: str, heading: str) -> dict[str, str]:
    """Code of a first cell -> the rest of its row, of the table whose first heading is given."""
    table = text.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+) \|(.*)\|$", table, flags=re.MULTILINE)
    return {name: rest for cell, rest in rows for name in re.findall(r"`([^`]+)`", cell)}


CALL, KEYS, SWITCH = map(_guide, ("call.md", "keys.md", "switch.md"))


def test_every_kind_of_failure_is_explained():
    assert _rows(CALL, "kind").keys() == STATUSES.keys()


@pytest.mark.parametrize("limit", [one.name for one in fields(CallTimeouts)])
def test_every_timeout_is_stated_as_it_is(limit: str):
    usual = next(one.default for one in fields(CallTimeouts) if one.name == limit)
    words = " ".join(CALL.split())

    assert re.search(rf"\b{usual:g} [a-z ]+\(`{limit}`", words)


def test_every_key_of_a_provider_is_explained():
    explained = {name.partition(".")[2].strip("]") or name for name in _rows(KEYS, "key")}

    assert {name.rpartition(".")[2] for name in explained} == set(PROVIDER.keys)


def test_every_quirk_is_explained_with_its_words():
    explained = _rows(KEYS, "quirk")

    assert explained.keys() == QUIRK_KEYS.keys()
    for name, words in QUIRK_WORDS.items():
        if QUIRK_KEYS[name] is str:
            assert [word for word in words if word and f"`{word}`" not in explained[name]] == []


@pytest.mark.parametrize("word", [*SIGNING_NAMES, *WIRE_FORMATS, *STYLES])
def test_every_way_of_being_let_in_is_named(word: str):
    assert f"`{word}`" in KEYS


def test_every_field_of_a_shape_is_explained():
    assert _rows(SWITCH, "field").keys() == {"shape", *(one.name for one in fields(RequestShape))}


def test_every_key_of_the_client_is_shown_or_told_of():
    shown = f"{CALL} {KEYS} {SWITCH}"
    told = {
        "connect_seconds": "`connect`",
        "between_tokens_seconds": "`between_tokens`",
        "total_seconds": "`total`",
    }

    assert [key for key in CLIENT.keys if told.get(key, key) not in shown] == []


def test_every_test_that_the_promises_name_is_there():
    named = re.findall(r"`(tests/[\w/.]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))

    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
