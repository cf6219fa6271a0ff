"""A file as a document: languages, encodings, limits, and the place of every mistake."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.config.document import JSON, MOST_BYTES, TOML, YAML, document_of, read_document
from modeldex.config.scanner import json_keys
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from tests.config.conftest import Desk

SAYS = {"registry": {"watch": False}, "lifecycle": {"max_price_ratio": Decimal("1.10")}}
WRITTEN = {
    "modeldex.toml": "[registry]\nwatch = false\n[lifecycle]\nmax_price_ratio = 1.10\n",
    "modeldex.yaml": "registry:\n  watch: false\nlifecycle:\n  max_price_ratio: 1.10\n",
    "modeldex.yml": "{registry: {watch: false}, lifecycle: {max_price_ratio: 1.10}}",
    "modeldex.json": '{\n\t"registry": {"watch": false},\n\t"lifecycle": {"max_price_ratio": 1.10}\n}',
}


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as error:
        read_document(path)
    return str(error.value).replace(f"[E4401] {path}", "")


@pytest.mark.parametrize(("name", "text"), WRITTEN.items())
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_three_languages_say_the_same(desk: Desk, name: str, text: str, ends: str, mark: bytes) -> None:
    document = read_document(desk.write(mark + text.replace("\n", ends).encode(), name))

    assert document.data == SAYS
    assert str(document.data["lifecycle"]["max_price_ratio"]) == "1.10"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("modeldex.toml", (2, 1)),
        ("modeldex.yaml", (2, 3)),
        ("modeldex.yml", (1, 13)),
        ("modeldex.json", (2, 15)),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_key_has_its_place_in_each(desk: Desk, name: str, place: tuple[int, int], mark: str) -> None:
    assert read_document(desk.write(mark + WRITTEN[name], name)).place(("registry", "watch")) == place


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.toml",
            "[models]\nname = falcon",
            ':2:8: is no TOML: Invalid value; text stands in quotes, "like this"',
        ),
        (
            "a.toml",
            "[models.acme/falcon-2]",
            ":1:13: is no TOML: Expected ']' at the end of a table declaration; a name with '/', ':' or '.'"
            ' stands in quotes: [models."openai/gpt-4o"]',
        ),
        ("a.toml", "a = 1\nb = 2\na = 3", ":3:6: is no TOML: Cannot overwrite a value"),
        ("a.toml", 'a = 1\nb = "', ":2:6: is no TOML: Unterminated string"),
        ("a.toml", "a = " + "9" * 5000, ": is no TOML: it has a number of too many digits"),
        ("a.toml", "a = " + "[" * 9000, ": is no TOML: it is nested too deeply"),
        ("a.json", '{"a": 1,\n "b" 2}', ":2:6: is no JSON: Expecting ':' delimiter"),
        ("a.json", "", ":1:1: is no JSON: Expecting value"),
        ("a.json", '{"a": NaN}', ": is no JSON: NaN is no number of JSON"),
        ("a.json", "[" * 100_000, ": is no JSON: it is nested too deeply"),
        ("a.json", "[1]", ":1:1: must hold tables of keys, not a single value or a list"),
        ("a.ini", "[a]", ": is no .toml, .yaml, .yml or .json file"),
        ("a.toml", b"a = 1\nb = '\xe9'", ":2:6: is not UTF-8 here; save it in that encoding"),
        ("a.json", b"\xff\xfe{}", ":1:1: is not UTF-8 here; save it in that encoding"),
        ("a.toml", "a = 1\n" + "a." * 2000 + "a = 1", ":2:1: has more than 1000 dots in a line"),
        ("a.toml", b"#" * (MOST_BYTES + 1), ": must be at most 4 MiB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_mistake_is_refused_with_its_place(desk: Desk, name: str, text: str | bytes, message: str) -> None:
    assert refusal(desk.write(text, name)) == message


def test_keys_that_stand_twice_in_json_are_all_named(desk: Desk) -> None:
    path = desk.write('{"a": 1,\n"a": {"x": 1},\n"b": {"c": 1, "c": {"d": 1}, "c": 3}}', "a.json")

    with pytest.raises(ConfigError) as error:
        read_document(path)

    assert [str(fault).replace(str(path), "") for fault in error.value.faults] == [
        ":2:1: a: is stated twice; it stands in line 1 too",
        ":3:15: b.c: is stated twice; it stands in line 3 too",
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml") == ": cannot be read: No such file or directory"
    assert refusal(tmp_path).startswith(": cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are those of POSIX")
def test_a_pipe_is_refused_where_it_would_be_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "modeldex.toml")

    assert refusal(tmp_path / "modeldex.toml") == ": is no plain file"


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system gives no names to open files")
def test_what_a_shell_hands_over_is_read() -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, b"a = 1")
        os.close(writing)
        assert read_document(Path(f"/dev/fd/{reading}")).data == {"a": 1}
    finally:
        os.close(reading)


@pytest.mark.parametrize(
    ("language", "text"), [(TOML, "a = 1e99999999999999999999"), (JSON, '{"a": -1e99999999999999999999}')]
)
def test_a_number_that_nothing_can_hold_is_infinite(language: str, text: str) -> None:
    assert document_of("a", text, language).data == {"a": Decimal("Infinity")}


@pytest.mark.parametrize("language", [TOML, YAML, JSON])
def test_bytes_of_a_variable_that_are_no_utf_8_are_refused(language: str) -> None:
    with pytest.raises(ConfigError, match="is not UTF-8"):
        document_of("MODELDEX_CONFIG_YAML", os.fsdecode(b"a: \xe9"), language)


def test_a_file_without_a_suffix_is_toml(desk: Desk) -> None:
    assert read_document(desk.write("a = 1", "config")).language == TOML


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab"\\/{}[]:,\n\té😀', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.dictionaries(st.text('a"\\é😀', max_size=3), json_values, max_size=4),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_every_key_of_json_stands_where_the_scanner_says(
    data: dict[str, Any], indent: int | str | None, is_ascii: bool
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=is_ascii)

    found = json_keys(text)

    assert [offset for _, offset in found] == sorted(offset for _, offset in found)
    for key, offset in found:
        value, _ = json.JSONDecoder().raw_decode(text, offset)
        inner: Any = data
        for part in key[:-1]:
            inner = inner[part]
        assert value == (key[-1] if isinstance(key[-1], str) else inner[key[-1]])
    assert document_of("a.json", text, JSON).data == data


def test_places_are_looked_for_only_when_one_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> Any:
        raise AssertionError("a right file was scanned")

    monkeypatch.setattr("modeldex.config.document.toml_places", refuse)
    monkeypatch.setattr("modeldex.config.document.json_places", refuse)

    desk.load('[models."acme/falcon-2"]\nmax_context = 5\n[aliases.models]\nf = "falcon-2"')
    desk.load('{"models": {"acme/falcon-2": {"vision": true}}}', "modeldex.json")
