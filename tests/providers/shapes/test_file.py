"""Shapes in a file: whole lines whoever writes, and a file that cannot be written stops no call."""

import json
import logging
import multiprocessing
import stat
from pathlib import Path

import pytest

from modeldex import DataError
from modeldex.providers.shapes.file import ShapeRecorder, read_shapes
from modeldex.providers.shapes.shape import RequestShape

AT = "2026-11-24T10:00:00Z"


def _shape(calls: int = 1) -> RequestShape:
    return RequestShape(model="openai/gpt-5", at=AT, calls=calls, characters=900, parameters=("seed",))


def _write_many(path: Path, count: int) -> None:
    recorder = ShapeRecorder(path)
    for _ in range(count):
        recorder.add(_shape())


def test_what_is_recorded_is_read_in_its_order(tmp_path: Path):
    recorder = ShapeRecorder(tmp_path / "shapes.jsonl")
    recorder.add(_shape(1))
    recorder.add(_shape(2))

    assert [shape.calls for shape in read_shapes(recorder.path)] == [1, 2]
    assert stat.S_IMODE(recorder.path.stat().st_mode) == 0o600


def test_lines_of_several_processes_stay_whole(tmp_path: Path):
    path = tmp_path / "shapes.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, 200)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(list(read_shapes(path))) == 600


def test_a_full_file_takes_no_more_and_says_so_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    size = len(json.dumps(_shape().record(), separators=(",", ":"))) + 1
    recorder = ShapeRecorder(tmp_path / "shapes.jsonl", most_bytes=2 * size)

    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            recorder.add(_shape())

    assert len(list(read_shapes(recorder.path))) == 2
    assert [record.message for record in caplog.records] == [
        f"no more request shapes are recorded: {recorder.path} is full at {2 * size:,} bytes;"
        " move it away, and begin another"
    ]


def test_a_file_that_cannot_be_written_stops_no_call(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    recorder = ShapeRecorder(tmp_path / "no" / "such" / "folder.jsonl")

    with caplog.at_level(logging.WARNING):
        recorder.add(_shape())
        recorder.add(_shape())

    assert len(caplog.records) == 1
    assert "cannot be written: No such file or directory" in caplog.text


def test_a_line_that_a_crash_cut_off_is_passed_over(tmp_path: Path):
    path = tmp_path / "shapes.jsonl"
    ShapeRecorder(path).add(_shape())
    with path.open("ab") as file:
        file.write(b'{"shape":1,"model":"openai/g')

    assert len(list(read_shapes(path))) == 1


def test_a_wrong_line_is_named_with_its_number(tmp_path: Path):
    path = tmp_path / "shapes.jsonl"
    ShapeRecorder(path).add(_shape())
    with path.open("ab") as file:
        file.write(b"\n[]\n")

    with pytest.raises(DataError, match=r"shapes.jsonl:3: is no request shape: must be an object"):
        list(read_shapes(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(DataError, match=r"none.jsonl: cannot be read: No such file"):
        list(read_shapes(tmp_path / "none.jsonl"))
