"""Text in a picture: what may be written, how wide it is, how it is cut and folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.charts.text import printable, shortened, width, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines", "two lines"),
        ("\x1b[31mred\x07", "[31mred"),
        ("turned\u202eround", "turnedround"),
        ("broken\udce9", "broken"),
        ("é回", "é回"),
    ],
)
def test_what_is_no_letter_is_dropped(text: str, expected: str):
    assert printable(text) == expected


@given(st.text())
def test_what_is_left_can_be_written_on_one_line(text: str):
    assert printable(text).isprintable()


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.floats(20, 400))
def test_a_shortened_text_fits_and_is_the_beginning_of_the_whole(text: str, most: float):
    short = shortened(text, most, 12)

    assert width(short, 12) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_wider_letter_takes_more_room_and_a_combining_one_none():
    assert width("i", 10) < width("a", 10) < width("W", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert width("回", 10) >= 10


def test_bold_letters_take_more_room():
    assert width("name", 12, bold=True) > width("name", 12)


@given(st.lists(st.text("abcde", min_size=1, max_size=8), max_size=30))
def test_folded_lines_hold_every_word_and_none_is_too_wide(words: list[str]):
    lines = wrapped(" ".join(words), 80, 12)

    assert " ".join(lines).split() == words
    assert all(width(line, 12) <= 80 for line in lines)


def test_a_blank_that_binds_is_not_where_a_line_ends():
    assert wrapped("one catalog\u00a02026", 75, 12) == ["one", "catalog\u00a02026"]
