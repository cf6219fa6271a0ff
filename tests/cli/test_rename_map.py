"""A map of renames, and what it makes of an id however that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelCatalog
from modeldex.cli.rename_map import read_map
from modeldex.cli.stored_ids import StoredNames
from modeldex.cli.successors import Successors

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        (
            "ids.csv",
            "a\nb,b\n ,c\nx,y\ny,x\nq,r\nq,s\n",
            (
                "ids.csv:1:1: a: must be two cells: OLD,NEW",
                "ids.csv:2:1: b: is renamed to itself",
                "ids.csv:3:1: the old id must be one line",
                "ids.csv:4:1: x: goes in a circle: x -> y -> x",
                "ids.csv:5:1: y: goes in a circle: y -> x -> y",
                "ids.csv:7:1: q: is renamed twice: r stands above",
            ),
        ),
        ("ids.csv", "# nothing\n\n", ("ids.csv: states no rename",)),
        ("ids.csv", 'a,"b\n', ("is no CSV",)),
        ("ids.json", '{"a": 3}', ("ids.json:1:2: a: the new id must be one line of text",)),
        ("ids.toml", 'a = "b"\nc = ["d"]\n', ("ids.toml:2:1: c: the new id must be",)),
        ("ids.yaml", "a: a\n", ("ids.yaml:1:1: a: is renamed to itself",)),
    ],
)
def test_every_fault_of_a_map_has_its_place(
    name: str, content: str, faults: tuple[str, ...], sqlite_url, folder, run
):
    (folder / name).write_text(content, "utf-8")
    ran = run("db", "migrate-ids", "--map", name, "--database", sqlite_url)

    assert (ran.code, ran.out) == (2, "")
    for fault in faults:
        assert fault in ran.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ids.csv", "old,new\n# a comment\n\na/b , a/c\n x ,y\n"),
        ("ids", "a/b,a/c\nx,y\n"),
        ("ids.toml", '"a/b" = "a/c"\nx = "y"\n'),
        ("ids.yaml", "a/b: a/c\nx: y\n"),
        ("ids.json", '{"a/b": "a/c", "x": "y"}'),
    ],
)
def test_a_map_says_the_same_in_every_language(name: str, content: str, tmp_path: Path):
    path = tmp_path / name
    path.write_text(content, "utf-8")

    assert read_map(path) == {"a/b": "a/c", "x": "y"}


def _successors(small_path: Path, renames: dict[str, str] | None, *, own: tuple[str, ...] = ()) -> Successors:
    names = ModelCatalog.open(small_path).names
    return Successors(StoredNames(names, frozenset(own), frozenset(), frozenset()), renames)


@pytest.mark.parametrize(
    ("renames", "stored", "new"),
    [
        ({"old": "falcon-2"}, "old", "falcon-2"),
        ({"old": "falcon-2"}, "acme/old", "acme/falcon-2"),
        ({"old": "falcon-2"}, "acme-ai/old", "acme/falcon-2"),
        ({"old": "falcon-two"}, "acme/old", "acme/falcon-2"),
        ({"old": "acme/falcon-2"}, "old", "acme/falcon-2"),
        ({"old": "acme/falcon-2"}, "acme/old", "acme/falcon-2"),
        ({"old": "acme/falcon-2"}, "hub/old", None),
        ({"acme/old": "acme/falcon-2"}, "acme-ai/old", "acme/falcon-2"),
        ({"acme-ai/old": "acme-ai/falcon-2"}, "acme/old", "acme/falcon-2"),
        ({"acme/old": "falcon-2"}, "acme/old", "acme/falcon-2"),
        ({"acme/old": "hub/acme/falcon-2"}, "acme/old", "hub/acme/falcon-2"),
        ({"acme/old": "acme/falcon-2"}, "old", "acme/falcon-2"),
        ({"acme/old": "acme/falcon-2", "hub/old": "hub/auto"}, "old", None),
        ({"falcon-1": "falcon-2"}, "acme/falcon-1", "acme/falcon-2"),
        ({"acme/falcon-1": "acme/falcon-2"}, "falcon-1", "acme/falcon-2"),
        ({"aurora-7b": "falcon-2"}, "hub/aurora-7b", None),
        ({"old": "new"}, "stranger/old", None),
        ({"old": "new"}, "other", None),
        (None, "acme-ai/falcon-2", "acme/falcon-2"),
        (None, "acme/falcon-two", "acme/falcon-2"),
        (None, "acme/falcon-2", None),
        (None, "falcon-two", None),
        (None, "acme/lost", None),
        (None, "stranger/lost", None),
    ],
)
def test_an_id_has_one_successor(
    renames: dict[str, str] | None, stored: str, new: str | None, small_path: Path
):
    assert _successors(small_path, renames).of(stored) == new


def test_ones_own_model_is_meant_by_a_bare_rename(small_path: Path):
    renames = {"aurora-7b": "falcon-2"}

    assert _successors(small_path, renames, own=("hub/aurora-7b",)).of("hub/aurora-7b") == "hub/falcon-2"


def test_the_end_of_the_successors_is_a_full_id(small_path: Path):
    successors = _successors(small_path, {"a": "b", "b": "falcon-2", "x": "nowhere"})

    assert successors.end_of("a") == "acme/falcon-2"
    assert successors.end_of("acme/a") == "acme/falcon-2"
    assert successors.end_of("acme/x") == "acme/nowhere"
    assert successors.end_of("x") is None
    assert successors.end_of("falcon-2") is None


def test_lines_that_rename_nothing_are_known_by_how_they_are_written(small_path: Path):
    renames = {
        "a": "b",
        "b": "falcon-2",
        "acme-ai/x": "acme/falcon-2",
        "hub/y": "hub/auto",
        "z": "acme/falcon-2",
    }
    successors = _successors(small_path, renames)

    assert successors.unused(()) == tuple(renames)
    assert successors.unused(("acme/a", "x")) == ("hub/y", "z")
    assert successors.unused(("hub/z", "other")) == tuple(renames)
    assert [successors.is_named(one) for one in ("hub/z", "z", "acme/x", "hub/x", "other")] == [
        True, True, True, False, False,
    ]  # fmt: skip


_WORDS = st.sampled_from(["falcon-1", "falcon-2", "falcon-two", "aurora-7b", "auto", "old", "new"])
_PROVIDERS = st.sampled_from(["acme", "hub", "acme-ai", "bazaar", "stranger"])


@given(renames=st.dictionaries(_WORDS, _WORDS, min_size=1, max_size=4), provider=_PROVIDERS, model_id=_WORDS)
def test_a_bare_rename_never_leads_to_another_provider(small_path: Path, renames, provider, model_id):
    found = _successors(small_path, renames).of(f"{provider}/{model_id}")

    assert found is None or found.partition("/")[0] == {"acme-ai": "acme"}.get(provider, provider)
