"""The folder of fetched answers: the last good one stays until a better one is whole."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modeldex.core.errors import DataError, SourceError
from modeldex.core.exclusion import exclusively
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
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == ["fetched.csv", "groq.json"]


def test_a_day_without_its_answer_counts_for_nothing(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)
    folder.place("groq").unlink()

    assert folder.days() == {}


def test_a_wrong_day_is_named_with_its_place(tmp_path: Path):
    (tmp_path / "fetched.csv").write_text("source,seen_on,sha256\ngroq,yesterday,0\n")

    with pytest.raises(DataError, match=r"fetched\.csv:2: seen_on: .*yesterday"):
        AnswerFolder(tmp_path).days()


def test_odd_text_of_an_answer_is_kept_as_it_is(tmp_path: Path):
    folder = AnswerFolder(tmp_path)

    folder.put("groq", {"name": "\ud800 \u2028"}, "2026-10-01", accept)

    assert json.loads(folder.place("groq").read_bytes()) == {"name": "\ud800 \u2028"}


@pytest.mark.parametrize("content", [[1], [2]])
def test_an_answer_that_is_broken_off_leaves_the_old_one_with_its_own_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: list[int]
):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)
    replace = Path.replace

    def broken_off(path: Path, target: Path) -> Path:
        if target.name == "groq.json":
            raise SystemError("the machine stops")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", broken_off)
    with pytest.raises(SystemError):
        folder.put("groq", content, "2026-10-02", accept)

    assert json.loads(folder.place("groq").read_bytes()) == [1]
    assert folder.days() == {"groq": "2026-10-01" if content == [2] else "2026-10-02"}
    monkeypatch.undo()
    folder.put("groq", content, "2026-10-03", accept)
    assert folder.day("groq") == "2026-10-03"


def test_an_answer_that_another_put_in_its_place_has_no_day(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)
    folder.place("groq").write_text("[1, 2]")

    assert folder.days() == {}
    assert folder.day("groq") is None
    assert folder.is_refused("groq")


def test_an_answer_that_is_of_no_use_is_forgotten(tmp_path: Path):
    folder = AnswerFolder(tmp_path)
    folder.put("groq", [1], "2026-10-01", accept)
    folder.put("xai", [1], "2026-10-01", accept)
    folder.forget("groq")

    assert folder.days() == {"xai": "2026-10-01"}
    assert (folder.is_refused("groq"), folder.is_refused("xai"), folder.is_refused("ai21")) == (
        True, False, False,
    )  # fmt: skip


def test_many_that_keep_answers_at_once_lose_no_day(tmp_path: Path):
    names = [f"source-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: AnswerFolder(tmp_path).put(name, [name], "2026-10-01", accept), names))

    assert AnswerFolder(tmp_path).days() == dict.fromkeys(sorted(names), "2026-10-01")


def test_who_holds_the_folder_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modeldex.pipeline.answers._MOST_SECONDS", 0.0)
    with exclusively(tmp_path / ".lock.sqlite"), pytest.raises(DataError, match="another process keeps"):
        AnswerFolder(tmp_path).put("groq", [1], "2026-10-01", accept)

    assert not AnswerFolder(tmp_path).place("groq").exists()
