"""Two rows about one model put together: nothing is lost, and nothing overridden unsaid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.capability import CAPABILITIES, parse_masks
from modeldex.exchange.cells import joined

NAMES = st.sampled_from(list(CAPABILITIES))
CAPS = st.dictionaries(NAMES, st.sampled_from(["", "-", "?"]), min_size=1, max_size=6).map(
    lambda says: " ".join(f"{sign}{name}" for name, sign in says.items())
)


def test_blank_cells_say_nothing_on_either_side() -> None:
    assert joined({"id": "a/b", "name": "A", "tps": "-"}, {"name": "", "tps": "5"}, replace=False) == (
        {"id": "a/b", "name": "A", "tps": "5"},
        [],
    )


def test_one_amount_in_two_spellings_is_no_conflict() -> None:
    assert joined({"input_per_1m": "2.50"}, {"input_per_1m": "2.5"}, replace=False)[1] == []


def test_a_value_and_a_question_mark_are_a_conflict() -> None:
    cells, conflicts = joined({"benchmarks": "x=1"}, {"benchmarks": "?"}, replace=False)

    assert (cells["benchmarks"], len(conflicts)) == ("x=1", 1)
    assert joined({"benchmarks": "x=1"}, {"benchmarks": "?"}, replace=True)[0]["benchmarks"] == "?"


def test_other_names_are_put_together_and_the_later_day_holds() -> None:
    cells, conflicts = joined(
        {"alias": "a b", "updated": "2026-01-02"}, {"alias": "b c", "updated": "2026-01-01"}, replace=False
    )

    assert (cells, conflicts) == ({"alias": "a b c", "updated": "2026-01-02"}, [])


@given(CAPS, CAPS)
def test_capabilities_of_two_rows_each_keep_their_word(old: str, new: str) -> None:
    kept, conflicts = joined({"caps": old}, {"caps": new}, replace=False)
    won, silent = joined({"caps": old}, {"caps": new}, replace=True)
    was, says = parse_masks(old), parse_masks(new)

    for name, item in CAPABILITIES.items():
        before, after = ([bool(mask & item.mask) for mask in masks] for masks in (was, says))
        stays, wins = ([bool(mask & item.mask) for mask in parse_masks(one["caps"])] for one in (kept, won))
        assert stays == (before if any(before) else after)
        assert wins == (after if any(after) else before)
        told = any(before) and any(after) and before != after
        assert told == any(one.endswith(f" of {name}") for one in conflicts)
    assert silent == []


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.sampled_from("123"), max_size=4), st.booleans()
)
def test_putting_a_row_over_itself_changes_nothing(pairs: dict[str, str], replace: bool) -> None:
    cells = {
        "id": "a/b",
        "scores": " ".join(f"{name}={pairs[name]}" for name in sorted(pairs)),
        "caps": "vision",
    }
    stated = {column: cell for column, cell in cells.items() if cell}

    assert joined(stated, stated, replace=replace) == (stated, [])
