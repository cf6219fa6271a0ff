"""Where the keys of a TOML text stand: the scanner against texts whose layout is known."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from modeldex.config.document import TOML, document_of
from modeldex.config.places import dotted
from modeldex.config.scanner import key_end, toml_keys, toml_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.config.places import KeyPath

TEXT = '''\
top = 1  # with = in a comment, ["and"] brackets

[a."b/c".'d.e']
inline = { x = [1, { y = "}" }], z.deep = 2 }
many = [
    "],",  # ]
    \'\'\'it\'s
    ["\'\'\',
    """quotes: "" and \\""" """"",
    1979-05-27 07:32:00, -inf
]
"quoted \\u0041" = \'{\'
  indented . dotted = true
[[shelf.books]]
title = "one"
[[shelf.books]]
\ttitle = "two"
[shelf.books.author]
name = "x"
[[shelf.books.pages]]
[[shelf.books.pages]]
no = 2
'''

PLACES: dict[KeyPath, tuple[int, int]] = {
    ("top",): (1, 1),
    ("a",): (3, 2),
    ("a", "b/c"): (3, 4),
    ("a", "b/c", "d.e"): (3, 10),
    ("a", "b/c", "d.e", "inline"): (4, 1),
    ("a", "b/c", "d.e", "inline", "x"): (4, 12),
    ("a", "b/c", "d.e", "inline", "x", 0): (4, 17),
    ("a", "b/c", "d.e", "inline", "x", 1): (4, 20),
    ("a", "b/c", "d.e", "inline", "x", 1, "y"): (4, 22),
    ("a", "b/c", "d.e", "inline", "z", "deep"): (4, 36),
    ("a", "b/c", "d.e", "many", 0): (6, 5),
    ("a", "b/c", "d.e", "many", 1): (7, 5),
    ("a", "b/c", "d.e", "many", 2): (9, 5),
    ("a", "b/c", "d.e", "many", 3): (10, 5),
    ("a", "b/c", "d.e", "many", 4): (10, 26),
    ("a", "b/c", "d.e", "quoted A"): (12, 1),
    ("a", "b/c", "d.e", "indented"): (13, 3),
    ("a", "b/c", "d.e", "indented", "dotted"): (13, 14),
    ("shelf", "books"): (14, 9),
    ("shelf", "books", 0): (14, 9),
    ("shelf", "books", 0, "title"): (15, 1),
    ("shelf", "books", 1): (16, 9),
    ("shelf", "books", 1, "title"): (17, 2),
    ("shelf", "books", 1, "author"): (18, 14),
    ("shelf", "books", 1, "author", "name"): (19, 1),
    ("shelf", "books", 1, "pages", 1): (21, 15),
    ("shelf", "books", 1, "pages", 1, "no"): (22, 1),
}


@pytest.mark.parametrize(("key", "place"), PLACES.items(), ids=lambda item: dotted(item) if item else "")
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_key_is_found_where_it_stands(key: KeyPath, place: tuple[int, int], ends: str) -> None:
    assert document_of("a.toml", TEXT.replace("\n", ends), TOML).place(key) == place


@pytest.mark.parametrize(
    ("key", "place"),
    [(("shelf", "books", 7), (14, 9)), (("top", "x", "y"), (1, 1)), (("none",), None), ((), None)],
)
def test_of_what_is_not_there_it_is_the_nearest_table(key: KeyPath, place: tuple[int, int] | None) -> None:
    assert document_of("a.toml", TEXT, TOML).place(key) == place


names = st.text("ab-_1", min_size=1, max_size=3) | st.text("a/.:\"'\\é\n#=[]{}, ", max_size=5)
scalars = (
    st.integers(-99, 99)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab\"'\\\n,]}#=[{ é", max_size=8)
    | st.dates()
    | st.datetimes()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)
documents = st.dictionaries(names, values, max_size=5)


def keys_of(value: Any, at: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key path below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*at, key)
        yield from keys_of(item, (*at, key))


@given(documents)
def test_every_key_of_any_document_stands_where_the_scanner_says(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)
    data = tomllib.loads(text)

    places = toml_places(text)

    assert set(keys_of(data)) == set(places)
    for key, offset in places.items():
        if isinstance(key[-1], str):
            written = text[offset : key_end(text, offset)]
            assert tomllib.loads(f"{written} = 1") == {key[-1]: 1}


@given(documents)
def test_whatever_is_scanned_comes_to_its_end(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)

    offsets = [offset for _, offset in toml_keys(text)]

    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ((), ""),
        (("models", "openai/gpt-4o", "prices", 0, "unit"), 'models."openai/gpt-4o".prices[0].unit'),
        (("a b", "c_d-e"), '"a b".c_d-e'),
        (('say "hi"\n', ""), r'"say \"hi\"\u000A".""'),
    ],
)
def test_a_key_is_written_as_toml_writes_it(key: KeyPath, written: str) -> None:
    assert dotted(key) == written
    names = [part for part in key if isinstance(part, str)]
    if names and not any(isinstance(part, int) for part in key):
        assert list(keys_of(tomllib.loads(f"{written} = 1")))[-1] == tuple(names)
