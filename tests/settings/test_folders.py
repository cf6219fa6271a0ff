"""Where the configuration file and what is kept between runs are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeldex import InvalidValueError
from modeldex.settings import CONFIG_NAMES, Settings


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home")}


def write(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.touch()
    return path


@pytest.mark.parametrize("name", CONFIG_NAMES)
def test_a_file_of_the_current_folder_is_found(name: str, here: Path, environment: dict[str, str]) -> None:
    path = write(here, name)
    write(Path(environment["HOME"]) / ".config/modeldex", "modeldex.toml")

    assert Settings.from_environment(environment, here).config_file == path


@pytest.mark.parametrize("name", CONFIG_NAMES)
def test_else_one_of_the_folder_for_configurations(
    name: str, here: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    at_home = write(Path(environment["HOME"]) / ".config/modeldex", name)
    elsewhere = write(tmp_path / "xdg/modeldex", name)

    assert Settings.from_environment(environment, here).config_file == at_home
    environment["XDG_CONFIG_HOME"] = str(tmp_path / "xdg")
    assert Settings.from_environment(environment, here).config_file == elsewhere
    environment["XDG_CONFIG_HOME"] = "relative"  # which the XDG specification says to ignore
    assert Settings.from_environment(environment, here).config_file == at_home


def test_a_folder_that_cannot_be_looked_into_holds_none(here: Path) -> None:
    nowhere = f"/{'x' * 5000}"  # the system refuses to look, as it does where a user may not

    assert Settings.from_environment({"HOME": nowhere}, here).config_file is None


def test_a_named_file_counts_most_even_where_there_is_none(here: Path, environment: dict[str, str]) -> None:
    write(here, "modeldex.toml")

    settings = Settings.from_environment(environment | {"MODELDEX_CONFIG": "other.toml"}, here)

    assert settings.config_file == here / "other.toml"


def test_two_files_side_by_side_are_an_error(here: Path, environment: dict[str, str]) -> None:
    write(here, "modeldex.yaml")
    write(here, "modeldex.toml")

    with pytest.raises(InvalidValueError) as refusal:
        Settings.from_environment(environment, here)

    assert refusal.value.problems == {
        "MODELDEX_CONFIG": f"modeldex.toml and modeldex.yaml stand side by side in {here}; keep one,"
        " or name one in this variable"
    }
    named = environment | {"MODELDEX_CONFIG": "modeldex.yaml"}
    assert Settings.from_environment(named, here).config_file == here / "modeldex.yaml"


def test_a_tilde_is_the_home_folder(here: Path, environment: dict[str, str]) -> None:
    environment |= {"MODELDEX_CONFIG": "~/my.toml", "MODELDEX_DATA_DIR": "~"}

    settings = Settings.from_environment(environment, here)

    assert settings.config_file == Path(environment["HOME"]) / "my.toml"
    assert settings.data_dir == Path(environment["HOME"])


def test_data_are_kept_in_the_folder_for_data(here: Path, environment: dict[str, str]) -> None:
    folder = Settings.from_environment(environment, here).data_dir
    elsewhere = Settings.from_environment(environment | {"XDG_DATA_HOME": "/data"}, here).data_dir

    assert folder == Path(environment["HOME"]) / ".local/share/modeldex"
    assert elsewhere == Path("/data/modeldex")


def test_without_a_home_folder_the_data_folder_must_be_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda text: text)

    with pytest.raises(InvalidValueError) as refusal:
        Settings.from_environment({"MODELDEX_CONFIG": "~/my.toml"}, here)

    assert refusal.value.problems == {
        "MODELDEX_CONFIG": "begins with ~, and there is no home folder",
        "MODELDEX_DATA_DIR": "must be set where there is no home folder",
    }
    settings = Settings.from_environment({"MODELDEX_DATA_DIR": "kept"}, here)
    assert (settings.data_dir, settings.config_file) == (here / "kept", None)
