"""A changed configuration file is taken up without a restart, however it is changed; a wrong one is not."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registry.conftest import Opener
from tests.registry.waiting import wait_until

from modeldex import ConfigError, ModelChanged, ModelRegistry, RegistryEvent, ReloadRefused, Settings

FALCON = "acme/falcon-2"


def stating(window: int) -> str:
    return f'[models."{FALCON}"]\nmax_context = {window}\n'


def window_of(registry: ModelRegistry) -> int | None:
    return registry.get_model_or_raise(FALCON).context_window


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "modeldex.toml").write_text(stating(1))
    return folder / "modeldex.toml"


@pytest.fixture
def live(opened: Opener, path: Path) -> ModelRegistry:
    """A registry that follows the file."""
    registry = opened(path, live=True)
    assert window_of(registry) == 1
    return registry


@pytest.fixture
def told(live: ModelRegistry) -> list[RegistryEvent]:
    events: list[RegistryEvent] = []
    live.subscribe(events.append)
    return events


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def replaced(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def as_an_editor(path: Path, text: str) -> None:
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    backup.unlink()


def deleted_first(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def out_of_another_folder(path: Path, text: str) -> None:
    other = path.parent.parent / "staged.toml"
    other.write_text(text)
    shutil.move(other, path)


WAYS = (in_place, replaced, as_an_editor, deleted_first, out_of_another_folder)


@pytest.mark.parametrize("write", WAYS)
def test_a_change_is_taken_up_however_the_file_is_written(
    live: ModelRegistry, path: Path, write: Callable[[Path, str], None]
):
    generation = live.generation
    for window in (20, 300):
        write(path, stating(window))
        wait_until(lambda window=window: window_of(live) == window)  # type: ignore[misc]

    assert live.generation > generation
    assert live.get_stats()["generation"] == live.generation


def test_a_link_that_is_swapped_as_in_a_mounted_volume_is_taken_up(opened: Opener, tmp_path: Path):
    for number in (1, 2, 3):
        (tmp_path / f"..{number}").mkdir()
        (tmp_path / f"..{number}" / "modeldex.toml").write_text(stating(number))
    (tmp_path / "..data").symlink_to("..1")
    (tmp_path / "modeldex.toml").symlink_to("..data/modeldex.toml")
    registry = opened(tmp_path / "modeldex.toml", live=True)
    assert window_of(registry) == 1

    for number in (2, 3):
        (tmp_path / "..data_tmp").symlink_to(f"..{number}")
        (tmp_path / "..data_tmp").replace(tmp_path / "..data")
        wait_until(lambda number=number: window_of(registry) == number)  # type: ignore[misc]
        shutil.rmtree(tmp_path / f"..{number - 1}")


def test_a_file_that_a_link_leads_to_is_followed(opened: Opener, tmp_path: Path, path: Path):
    link = tmp_path / "modeldex.toml"
    link.symlink_to(path)
    registry = opened(link, live=True)
    replaced(path, stating(20))

    wait_until(lambda: window_of(registry) == 20)


def test_a_wrong_change_is_refused_with_its_reason_and_the_old_state_serves_on(
    live: ModelRegistry, path: Path, told: list[RegistryEvent], caplog: pytest.LogCaptureFixture
):
    before, generation = live.get_model(FALCON), live.generation
    replaced(path, f'[models."{FALCON}"]\nmax_contxt = 5\nrpm = "many"\n')
    wait_until(lambda: bool(told))

    (refused,) = told
    assert isinstance(refused, ReloadRefused)
    assert refused.origin == str(path)
    assert f"{path}:2:1" in refused.reason
    assert "max_context" in refused.reason
    assert f"{path}:3" in refused.reason
    assert refused.generation == live.generation == generation
    assert live.get_model(FALCON) is before
    assert f"is refused, generation {generation} serves on" in caplog.text
    replaced(path, stating(20))
    wait_until(lambda: window_of(live) == 20)
    assert [type(event) for event in told] == [ReloadRefused, ModelChanged]


def test_what_cannot_stand_over_the_catalog_is_refused_with_its_place(
    live: ModelRegistry, path: Path, told: list[RegistryEvent]
):
    replaced(path, '[models."acme/falcon-1"]\nmax_context = 5\nretires_on = "2026-01-01"\n')
    wait_until(lambda: bool(told))

    (refused,) = told
    assert isinstance(refused, ReloadRefused)
    assert f"{path}:3" in refused.reason
    assert "retires_on" in refused.reason
    assert window_of(live) == 1


def test_a_file_that_goes_away_is_refused_and_taken_up_when_it_is_back(
    live: ModelRegistry, path: Path, told: list[RegistryEvent]
):
    path.unlink()
    wait_until(lambda: bool(told))
    assert isinstance(told[0], ReloadRefused)
    assert window_of(live) == 1
    path.write_text(stating(20))

    wait_until(lambda: window_of(live) == 20)


def test_a_folder_that_goes_away_and_comes_back_is_followed_on(
    live: ModelRegistry, path: Path, told: list[RegistryEvent]
):
    shutil.rmtree(path.parent)
    wait_until(lambda: bool(told))
    path.parent.mkdir()
    path.write_text(stating(20))
    wait_until(lambda: window_of(live) == 20)
    replaced(path, stating(30))

    wait_until(lambda: window_of(live) == 30)


def test_what_says_the_same_makes_no_new_state(
    live: ModelRegistry, path: Path, told: list[RegistryEvent], caplog: pytest.LogCaptureFixture
):
    generation = live.generation
    with caplog.at_level(logging.INFO, "modeldex.registry"):
        replaced(path, f"# a word\n\n{stating(1)}")
        wait_until(lambda: "is in force" in caplog.text)

    assert live.generation == generation
    assert told == []
    assert f"configuration {path} is in force, generation {generation}" in caplog.text


def test_all_that_a_file_states_is_in_force_at_once(
    live: ModelRegistry, path: Path, told: list[RegistryEvent]
):
    replaced(
        path,
        f'{stating(5)}[models."mine/m"]\nmax_context = 5\n[aliases.models]\nbest = "mine/m"\n'
        '[lifecycle]\nwhen_retired = "block"\n[providers.mine]\nname = "Mine"\n',
    )
    wait_until(lambda: len(told) == 2)

    assert len({event.generation for event in told}) == 1
    assert live.get_model_or_raise("best").context_window == 5
    assert live.lifecycle.when_retired == "block"
    assert live.provider("mine").name == "Mine"
    replaced(path, "")
    wait_until(lambda: live.get_model("best") is None)
    assert window_of(live) == 1_000_000
    assert live.lifecycle.when_retired == "warn"


@pytest.mark.parametrize("says", ["the caller", "the file"])
def test_a_registry_that_is_not_live_takes_a_change_up_when_it_is_asked_to(
    opened: Opener, path: Path, says: str
):
    if says == "the file":
        path.write_text(f"{stating(1)}[registry]\nwatch = false\n")
    registry = opened(path, live=False if says == "the caller" else None)
    replaced(path, stating(20))
    assert registry._sources is not None
    watched = [type(watch).__name__ for watch in registry._sources._watches]
    assert watched == ([] if says == "the caller" else ["DayWatch"])
    assert window_of(registry) == 1
    registry.reload()

    assert window_of(registry) == 20


def test_a_reload_that_is_refused_raises_all_faults(opened: Opener, path: Path):
    registry = opened(path)
    path.write_text('[models."acme/falcon-2"]\nmax_contxt = 5\nrpm = "many"\n')

    with pytest.raises(ConfigError) as refusal:
        registry.reload()
    assert [fault.line for fault in refusal.value.faults] == [2, 3]
    assert window_of(registry) == 1


def test_a_closed_registry_takes_up_nothing_more(live: ModelRegistry, path: Path):
    live.close()
    replaced(path, stating(20))
    live.close()

    assert window_of(live) == 1


def test_a_subscriber_may_close_the_registry(live: ModelRegistry, path: Path):
    heard: list[RegistryEvent] = []

    def closes(event: RegistryEvent) -> None:
        live.close()
        heard.append(event)

    live.subscribe(closes)
    replaced(path, stating(20))
    wait_until(lambda: bool(heard))

    assert window_of(live) == 20


def test_a_file_that_is_wrong_from_the_beginning_opens_nothing(opened: Opener, path: Path, tmp_path: Path):
    path.write_text("[models")
    with pytest.raises(ConfigError, match=r"modeldex\.toml:1"):
        opened(path, live=True)
    with pytest.raises(ConfigError, match="No such file"):
        opened(tmp_path / "absent.toml", live=True)


def test_settings_name_the_file(opened: Opener, path: Path):
    registry = opened(settings=Settings(config_file=path), live=True)
    replaced(path, stating(20))

    wait_until(lambda: window_of(registry) == 20)
