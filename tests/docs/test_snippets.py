"""The Python of a page is run, and the values beside expressions are what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docs.generating.snippets import Snippets

if TYPE_CHECKING:
    from pathlib import Path


def _run(source: str, folder: Path) -> tuple[str, str]:
    lines, printed = Snippets(folder).run(tuple(source.splitlines()), "page")
    return "\n".join(lines), printed


@pytest.mark.parametrize(
    "line",
    [
        "1 + 1  # 2",
        "'a' + 'b'  # 'ab'; prose after it",
        "(1, None)  # (1, None): prose",
        "{'a:b': [1]}  # {'a:b': [1]}",
        "Decimal('1.50')  # Decimal('1.5')",
        "1 + 1  # two, in words",
        "1 + 1",
        "x = 3  # 4 is no value of a statement",
    ],
)
def test_what_is_right_stays_as_it_is_written(line: str, tmp_path: Path):
    source = f"from decimal import Decimal\n{line}"

    assert _run(source, tmp_path) == (source, "")


@pytest.mark.parametrize(
    ("line", "renewed"),
    [
        ("1 + 1  # 3", "1 + 1  # 2"),
        ("1 + 1  # 3; prose", "1 + 1  # 2; prose"),
        ("1 == 1  # False: prose", "1 == 1  # True: prose"),
        ("1 == 1  # 1", "1 == 1  # True"),
        ("None  # 'text'", "None  # None"),
    ],
)
def test_what_is_wrong_is_renewed(line: str, renewed: str, tmp_path: Path):
    assert _run(line, tmp_path)[0] == renewed


def test_blocks_of_a_page_share_their_names(tmp_path: Path):
    page = Snippets(tmp_path)
    page.run(("x = 2",), "page:1")

    assert page.run(("x  # 0",), "page:5")[0] == ("x  # 2",)


def test_what_is_printed_is_told_apart(tmp_path: Path):
    assert _run("print('a')\nprint('b')", tmp_path)[1] == "a\nb"


def test_a_comment_that_begins_like_a_value_and_is_none_is_an_error(tmp_path: Path):
    with pytest.raises(ValueError, match="1 apple"):
        _run("1 + 1  # 1 apple", tmp_path)


def test_an_example_that_raises_raises(tmp_path: Path):
    with pytest.raises(ZeroDivisionError):
        _run("1 / 0", tmp_path)
