"""What a run does to the tables of models, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.model_moves import ModelMoves, model_moves

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "id,status,input_per_1m,max_context\n"


def table(data: Path, name: str, *rows: str) -> None:
    path = data / "models" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")


def test_what_came_went_ended_and_costs_otherwise_is_counted_once_each(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    table(before, "core/a.csv", "a/1,C,1,100", "a/2,C,1,100", "a/3,R,1,100", "a/4,C,,100", "a/5,C,1,100")
    table(after, "core/a.csv", "a/1,R,1,100", "a/2,C,2,100", "a/3,R,1,200", "a/4,C,3,100", "a/6,C,1,100")

    moves = model_moves(before, after)

    assert moves == ModelMoves(added=1, removed=1, retired=1, repriced=2)
    assert str(moves) == "1 added, 1 removed, 1 retired, 2 repriced"


def test_a_table_that_is_in_another_folder_now_is_no_move(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    table(before, "core/a.csv", "a/1,C,1,100")
    table(after, "local/a.csv", "a/1,C,1,100")

    assert model_moves(before, after) == ModelMoves()
    assert str(ModelMoves()) == ""
    assert model_moves(before, tmp_path / "nothing") == ModelMoves(removed=1)
