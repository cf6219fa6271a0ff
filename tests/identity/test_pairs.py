"""Pairs of real ids, judged by hand: near misses never share a canonical model, same pairs always do."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex.identity.matching import match
from modeldex.identity.snapshots import Snapshots
from modeldex.identity.spelling import spelled
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge

if TYPE_CHECKING:
    from collections.abc import Callable

    Canonical = Callable[[str, str], str | None]

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"


def pairs(name: str) -> list[tuple[str, str, str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [(row["left"], row["left_provider"], row["right"], row["right_provider"])
                for row in csv.DictReader(file)]  # fmt: skip


def named(pair: tuple[str, str, str, str]) -> str:
    return f"{pair[0]}|{pair[2]}"


NEAR_MISSES, SAME = pairs("near_miss_pairs.csv"), pairs("same_pairs.csv")


@pytest.fixture(scope="module")
def canonical() -> Canonical:
    """The canonical model of an id at a provider: as the merge has it, else as its rules give it."""
    directory = read_directory(DATA)
    matches = merge(DATA, directory).matches
    snapshots = Snapshots()
    for full_id, found in matches.items():
        provider = directory.providers[full_id.partition("/")[0]]
        snapshots.learn(found, provider.id, at_home=found.maker in provider.home_of)

    def of(model_id: str, provider: str) -> str | None:
        found = matches.get(f"{provider}/{model_id}")
        return (found or snapshots.settled(match(model_id, provider, directory.makers))).model

    return of


@pytest.mark.parametrize("pair", NEAR_MISSES, ids=map(named, NEAR_MISSES))
def test_a_near_miss_is_never_merged(pair: tuple[str, str, str, str], canonical: Canonical) -> None:
    left, right = canonical(*pair[:2]), canonical(*pair[2:])

    assert left is None or left != right


@pytest.mark.parametrize("pair", SAME, ids=map(named, SAME))
def test_the_same_model_has_one_canonical_id(pair: tuple[str, str, str, str], canonical: Canonical) -> None:
    left, right = canonical(*pair[:2]), canonical(*pair[2:])

    assert left is not None
    assert left == right


def test_there_are_hundreds_of_pairs_each_of_two_ids() -> None:
    assert len(set(NEAR_MISSES)) >= 200
    assert len(set(SAME)) >= 90
    assert [pair for pair in (*NEAR_MISSES, *SAME) if pair[:2] == pair[2:]] == []
    assert not {frozenset((p[:2], p[2:])) for p in NEAR_MISSES} & {frozenset((p[:2], p[2:])) for p in SAME}


def test_the_normal_form_of_every_listed_id_is_its_own() -> None:
    directory = read_directory(DATA)
    makers = directory.makers
    torn = {}
    for full_id, found in merge(DATA, directory).matches.items():
        again = spelled(found.name, "bazaar", makers.by_id.get(found.maker or ""), [])
        if again != found.name:
            torn[full_id] = (found.name, again)

    assert torn == {}
