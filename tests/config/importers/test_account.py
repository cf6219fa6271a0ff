"""Every key of a neighbour's file is accounted for, no secret gets out, and what comes out loads."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.config.importers.conftest import KINDS, SECRET, plain_of, text_of

from modeldex import ModelCatalog
from modeldex.config.configuration import check
from modeldex.config.document import TOML, document_of
from modeldex.config.importers.base import Converted
from modeldex.config.importers.table import IMPORTERS, convert
from modeldex.config.loading import configuration_of
from modeldex.config.places import KeyPath, dotted
from modeldex.core.errors import ConfigError

CATALOG = ModelCatalog.bundled()
JUNK: tuple[Any, ...] = (
    None, "", " ", "*", "a b", "x\ny", "os.environ/LOWER_case", "os.environ/VARIABLE", "${lower}", "azure",
    "openai/gpt-4o", "https://host.example:1/path?q=1", "https://[bad", "openai/", "/", 0, -1, 7, 10**30,
    True, 1.5, [], {}, [None], ["*", 3], {"a": {"b": []}}, {"value": "x", "env_var": "NAME"},
)  # fmt: skip


def converted(kind: str, data: Any) -> Converted:
    return convert(
        kind, data if isinstance(data, str) else json.dumps(data, default=str), f"{kind}.file", CATALOG
    )


def leaves(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    """The path of every value that holds no other."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [leaf for step, one in inner for leaf in leaves(one, (*path, step))] if inner else [path]


def unaccounted(made: Converted, data: Any) -> list[str]:
    """The keys of which no note speaks: neither of them nor of what they lie in."""
    noted = {note.place for notes in (made.carried, made.left_out, made.to_do) for note in notes}
    return [
        dotted(path)
        for path in leaves(data)
        if not any(dotted(path[:length]) in noted for length in range(1, len(path) + 1))
    ]


def shown(made: Converted) -> str:
    notes = [str(note) for notes in (made.carried, made.left_out, made.to_do) for note in notes]
    return "\n".join([made.document, *notes, repr(made)])


def load(made: Converted) -> None:
    """Load the file; ConfigError has what is wrong with it."""
    check(configuration_of(None, [document_of("made.toml", made.document, TOML)], CATALOG), CATALOG)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_carried_left_out_or_to_do(kind: str):
    assert unaccounted(converted(kind, text_of(kind)), plain_of(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_of_a_file_gets_out(kind: str):
    secrets = set(SECRET.findall(text_of(kind)))

    made = shown(converted(kind, text_of(kind)))

    assert len(secrets) > 4
    assert [secret for secret in secrets if secret in made] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_out_loads_without_a_fault(kind: str):
    load(converted(kind, text_of(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_notes_stand_in_the_order_of_the_file(kind: str):
    made = converted(kind, text_of(kind))

    for notes in (made.carried, made.left_out, made.to_do):
        places = [note.place for note in notes if "rpm" not in note.place and "timeout" not in note.place]
        lines = [note.line or 0 for note in notes if note.place in places]
        assert lines == sorted(lines)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A file in which some values are junk, or gone."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    data = copy.deepcopy(plain_of(kind))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(leaves(data)))
        if not path:
            break
        path = path[: draw(st.integers(1, len(path)))]
        holder: Any = data
        for step in path[:-1]:
            holder = holder[step]
        is_gone: bool = draw(st.booleans())
        if is_gone:
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(draw(st.sampled_from(JUNK)))
    return kind, data


@settings(deadline=None, max_examples=150)
@given(damaged())
def test_junk_is_accounted_for_too_and_what_comes_out_loads(file: tuple[str, dict[str, Any]]):
    kind, data = file
    if not IMPORTERS[kind].recognises(data):
        with pytest.raises(ConfigError, match=r"is no configuration of|is empty"):
            converted(kind, data)
        return

    made = converted(kind, data)

    assert unaccounted(made, data) == []
    load(made)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(KINDS)), st.text(st.characters(max_codepoint=0x2FF), max_size=40))
def test_neither_end_of_a_literal_key_ever_gets_out(kind: str, middle: str):
    text = json.dumps(plain_of(kind), default=str)
    for known in sorted(set(SECRET.findall(text)), key=len, reverse=True):
        text = text.replace(known, json.dumps(f"zq7x{middle}x7qz")[1:-1])

    made = shown(converted(kind, text))

    assert "zq7x" not in made
    assert "x7qz" not in made
