"""What another thread does in the middle of a question: forced here, at the worst moment."""

import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelConfig
from modeldex.catalog.index import Part
from modeldex.catalog.shelf import FileShelf

_ALL = 9
"""Models in the small catalog."""
_PATIENCE_SECONDS = 0.3


class _Meanwhile:
    """Which models were chosen; before the last is asked about, something else happens."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    def __iter__(self) -> Iterator[int]:
        yield from [1] * (_ALL - 1)
        self._act()
        yield 1


@pytest.fixture
def shelf(small_path: Path) -> FileShelf:
    filled = ModelCatalog.open(small_path).shelf()
    assert isinstance(filled, FileShelf)
    return filled


def test_all_models_are_handed_out_where_another_thread_asks_for_all_meanwhile(shelf: FileShelf):
    part = Part(range(_ALL), [], whole=True)
    chosen: Any = _Meanwhile(shelf.everything)

    assert [model.id for model in part.models(chosen, shelf)] == [m.id for m in shelf.everything()]


def test_a_part_is_handed_out_whole_where_another_thread_asks_for_it_meanwhile(shelf: FileShelf):
    part = Part(array("I", range(_ALL)), [], whole=False)
    part.models(b"\1" + b"\0" * (_ALL - 1), shelf)
    chosen: Any = _Meanwhile(lambda: part.models(None, shelf))

    assert [model.id for model in part.models(chosen, shelf)] == [m.id for m in shelf.everything()]


class _Waits(list[ModelConfig | None]):
    """Models by place, where the first to be put waits until another thread has its own."""

    def __init__(self, models: list[ModelConfig | None]) -> None:
        super().__init__(models)
        self._is_first = True
        self.first_waits = threading.Event()
        self.other_is_done = threading.Event()

    def __setitem__(self, place: Any, model: Any) -> None:
        if self._is_first:
            self._is_first = False
            self.first_waits.set()
            self.other_is_done.wait(_PATIENCE_SECONDS)
        super().__setitem__(place, model)


@pytest.mark.parametrize("asked_for", ["one", "all"])
def test_two_threads_that_restore_a_model_at_once_get_one_object(shelf: FileShelf, asked_for: str):
    waits = _Waits(shelf.models)
    shelf.models = waits
    of_first: list[ModelConfig] = []
    first = threading.Thread(target=lambda: of_first.extend(shelf.at((0,))))

    first.start()
    waits.first_waits.wait()
    other = shelf.at((0,))[0] if asked_for == "one" else shelf.everything()[0]
    waits.other_is_done.set()
    first.join()

    assert of_first[0] is other is shelf.everything()[0]


def test_a_model_asked_for_while_another_thread_asks_for_all_is_among_them(
    small_path: Path, monkeypatch: pytest.MonkeyPatch
):
    catalog = ModelCatalog.open(small_path)
    restore = ModelConfig.restore
    every: list[ModelConfig] = []

    def and_meanwhile(*given: Any) -> ModelConfig:
        model = restore(*given)
        if not every:
            monkeypatch.undo()
            every.extend(catalog.all_models())
        return model

    monkeypatch.setattr(ModelConfig, "restore", and_meanwhile)
    asked = catalog.get_model_or_raise("acme/falcon-2")

    assert [model for model in every if model is asked] == [asked]
    assert catalog.get_model("acme/falcon-2") is asked


def test_threads_that_open_the_same_catalog_share_its_shelf_and_its_index(small_path: Path):
    catalog = ModelCatalog.open(small_path)
    start = threading.Barrier(8)
    seen: list[tuple[int, ...]] = []

    def ask() -> None:
        start.wait()
        every = catalog.all_models()
        seen.append((id(every), id(catalog._indexed()), *map(id, catalog.find_models(status="active"))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 8
    assert len(set(seen)) == 1
