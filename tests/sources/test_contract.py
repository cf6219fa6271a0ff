"""What every source keeps, whoever it is: one test over all of them, and over every shape they have."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.sources.conftest import KNOWN, SAMPLES

from modeldex import SourceError
from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.pipeline.normalise import read_answer, source_row
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.directory import Directory

Read = Callable[[str, Any], Reading]
Recorded = Callable[[str], Any]
every_source = pytest.mark.parametrize("name", KNOWN)
every_sample = pytest.mark.parametrize(("sample_name", "name"), SAMPLES.items(), ids=list(SAMPLES))

FINE = ("read", "read 0", "SourceError")
PRICE = re.compile(r"cost|^(prompt|completion|request|web_search|input_cache_read|input|output|cache_read)$")


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of an answer with its path, the outer ones first."""
    yield path, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from nodes(child, (*path, key))


def records(answer: Any) -> Iterator[tuple[Any, ...]]:
    """Paths of the objects that describe something: those with five or more plain values."""
    for path, value in nodes(answer):
        plain = (
            [v for v in value.values() if not isinstance(v, dict | list)] if isinstance(value, dict) else []
        )
        if len(plain) >= 5:
            yield path


def at(answer: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        answer = answer[key]
    return answer


def changed(answer: Any, path: tuple[Any, ...], value: Any) -> Any:
    answer = copy.deepcopy(answer)
    at(answer, path[:-1])[path[-1]] = value
    return answer


def is_price(path: tuple[Any, ...], value: Any) -> bool:
    is_number = isinstance(value, int | float | str) and not isinstance(value, bool) and "limit" not in path
    return bool(path) and is_number and isinstance(path[-1], str) and PRICE.search(path[-1]) is not None


def dearer(answer: Any, path: tuple[Any, ...]) -> Any:
    """The answer with one price raised, in the type in which it stands."""
    value = at(answer, path)
    return changed(answer, path, "0.00011" if isinstance(value, str) else value * 3 + 0.000001)


def rates(reading: Reading) -> dict[str, dict[str, str]]:
    """Full id -> what each rate is, as a table names it."""
    return {
        full_id: {price.key: price.amount_text for price in offering.prices}
        for full_id, offering in reading.offerings.items()
    }


@every_source
def test_a_source_says_who_it_is(name: str) -> None:
    source = KNOWN[name]

    assert source.name == name
    assert source.title
    assert source.licence
    assert source.url.startswith("https://")
    assert 0 < source.bounds.least < source.bounds.most
    assert all(0 < share <= 1 for share in source.bounds.fill.values())


@every_sample
def test_its_sample_has_at_most_five_rows_and_all_are_read_or_left_out_with_a_reason(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    reading = read(name, recorded(sample_name))

    assert 1 <= len(reading.offerings) <= 5
    assert all(reading.skipped.values())


@every_sample
def test_every_field_of_its_sample_is_understood(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    assert dict(read(name, recorded(sample_name)).unknown_fields) == {}


@every_sample
def test_a_field_that_is_new_in_any_record_is_reported(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    sample = recorded(sample_name)
    skipped = read(name, recorded(sample_name)).skipped
    silent = []
    for path in records(sample):
        if skipped.keys() & {f"{path[0]}/{path[-1]}", path[-1]}:
            continue
        unknown = read(name, changed(sample, (*path, "brand_new_field"), 1)).unknown_fields
        if not any(field.endswith("brand_new_field") for field in unknown):
            silent.append(path)

    assert silent == []


@every_sample
def test_a_retyped_price_is_a_source_error(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    sample = recorded(sample_name)
    paths = [path for path, value in nodes(sample) if is_price(path, value)]
    carried = [
        path
        for path in paths
        if rates(read(name, dearer(sample, path))) != rates(read(name, recorded(sample_name)))
    ]
    outcomes = {
        (path, str(retyped)): outcome(read, name, changed(sample, path, retyped))
        for path in carried
        for retyped in ({"amount": 1}, ["1"], "a lot", True, -3)
    }

    assert len(carried) >= 5 or "input_per_1m" not in KNOWN[name].bounds.fill
    assert {change: said for change, said in outcomes.items() if said != "SourceError"} == {}


@every_sample
def test_a_value_of_another_type_is_a_source_error_and_never_a_crash(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    sample = recorded(sample_name)
    outcomes = {
        (path, str(retyped)): outcome(read, name, changed(sample, path, retyped))
        for path, _ in nodes(sample)
        if path
        for retyped in ({"amount": 1}, ["1"], "a lot", None, 7)
    }

    assert {change: said for change, said in outcomes.items() if said not in FINE} == {}


@every_sample
def test_a_missing_field_is_a_source_error_and_never_a_crash(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    sample = recorded(sample_name)
    outcomes = {}
    for path, _ in nodes(sample):
        if path and isinstance(path[-1], str):
            without = copy.deepcopy(sample)
            del at(without, path[:-1])[path[-1]]
            outcomes[path] = outcome(read, name, without)

    assert {path: said for path, said in outcomes.items() if said not in FINE} == {}


@every_source
@pytest.mark.parametrize("answer", [None, "text", 3, [], [1], {"error": "busy"}])
def test_an_answer_of_another_shape_is_a_source_error(name: str, answer: Any, read: Read) -> None:
    assert outcome(read, name, answer) in ("SourceError", "read 0")


@every_sample
def test_an_answer_that_is_cut_short_falls_below_its_bounds(
    sample_name: str, name: str, recorded: Recorded, directory: Directory, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(recorded(sample_name)), encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_answer(KNOWN[name], answer, directory)

    assert caught.value.code == "E4102"
    assert f"{name}: " in str(caught.value)
    assert f"expected {KNOWN[name].bounds.least} to {KNOWN[name].bounds.most}" in str(caught.value)
    assert "look at it, then mend the parser or its bounds" in str(caught.value)


@every_sample
def test_what_it_says_fits_the_columns_of_a_table(
    sample_name: str, name: str, read: Read, recorded: Recorded
) -> None:
    for offering in read(name, recorded(sample_name)).offerings.values():
        row = source_row(offering)

        assert row.keys() <= set(ROW_COLUMNS)
        assert row["id"] == offering.id
        assert all(cell.isprintable() for cell in row.values())


def outcome(read: Read, name: str, answer: Any) -> str:
    """How an answer ended: `read`, `read 0` where nothing was in it, or the name of the error."""
    try:
        reading = read(name, answer)
    except Exception as error:  # noqa: BLE001 - the kind of error is what is tested
        return type(error).__name__
    return "read" if reading.offerings else "read 0"
