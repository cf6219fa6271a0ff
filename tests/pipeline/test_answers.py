"""The folder of fetched answers: the last good one stays until a better one is whole."""

import json
from pathlib import Path

import pytest

from modeldex.core.errors import DataError, SourceError
from modeldex.pipeline.answers import AnswerFolder


def accept(_: Path) -> None:
    """Everything is good."""


def refuse(_: Path) -> None:
    raise SourceError("groq: has changed its shape")


def test_an_answer_is_kept_with_its_day(tmp_path: Path):
    folder = AnswerFolder(tmp_path / "answers")

    assert folder.days() == {}
    assert folder.put("groq", {"data": ["é"]}, "2026-10-01", accept) is True
    assert folder.days() == {"groq": "2026-10-01"}
    assert json.loads(folder.place("groq").read_bytes()) == {"data": ["é"]}


def test_the_same_again_is_no_difference_but_has_a_later_day(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)

    assert folder.put("groq", [1], "2026-10-02", accept) is False
    assert folder.days() == {"groq": "2026-10-02"}


def test_an_answer_that_is_refused_leaves_the_last_good_one(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)

    with pytest.raises(SourceError):
        folder.put("groq", [], "2026-10-02", refuse)

    assert json.loads(folder.place("groq").read_bytes()) == [1]
    assert folder.days() == {"groq": "2026-10-01"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fetched.csv", "groq.json"]


def test_a_day_without_its_answer_counts_for_nothing(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)
    folder.place("groq").unlink()

    assert folder.days() == {}


def test_a_wrong_day_is_named_with_its_place(tmp_path: Path):
    (tmp_path / "fetched.csv").write_text("source,seen_on\ngroq,yesterday\n")

    with pytest.raises(DataError, match=r"fetched\.csv:2: seen_on: .*yesterday"):
        AnswerFolder(tmp_path).days()


def test_odd_text_of_an_answer_is_kept_as_it_is(tmp_path: Path):
    folder = AnswerFolder(tmp_path)

    folder.put("groq", {"name": "\ud800 \u2028"}, "2026-10-01", accept)

    assert folder.place("groq").exists()
