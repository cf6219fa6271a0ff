"""The update that the user has applied answers, in the place of the catalog of the package."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex import CatalogError, ModelCatalog, Settings
from modeldex.catalog.in_use import applied_update, catalog_of, data_folder, version_order
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden" / "data"
NEWER, OLDER = "2099-01-01-v1", "2001-01-01-v1"


@pytest.fixture(scope="module")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "small.sqlite"
    build_catalog(GOLDEN, path)
    return path


def put(folder: Path, catalog: Path, version: str, **state: object) -> Path:
    """Lay a catalog of some version where an applied update lies."""
    target = folder / "catalog.sqlite"
    (folder / "updates").mkdir(parents=True, exist_ok=True)
    shutil.copy(catalog, target)
    with closing(sqlite3.connect(target)) as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'version'", (version,))
        db.commit()
    (folder / "updates" / "state.json").write_text(json.dumps(state))
    return target


def asked(folder: Path, statement: str = "print(modeldex.get_model('acme/falcon-2') is not None)") -> str:
    """What a process of its own says, whose data lie in a folder."""
    ran = subprocess.run(
        [sys.executable, "-c", f"import modeldex\n{statement}"],
        env={**os.environ, "MODELDEX_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.stdout.strip() or ran.stderr.strip().splitlines()[-1]


def test_without_an_update_the_catalog_of_the_package_answers(tmp_path: Path):
    assert applied_update(tmp_path) is None
    assert asked(tmp_path) == "False"


def test_a_newer_update_answers_every_question_without_a_catalog(small_path: Path, tmp_path: Path):
    put(tmp_path, small_path, NEWER)

    assert asked(tmp_path) == "True"
    every = "modeldex.get_model_or_raise('falcon-2').id, len(modeldex.all_models()), modeldex.count_models()"
    count = len(ModelCatalog.open(small_path))
    assert asked(tmp_path, f"print({every})") == f"acme/falcon-2 {count} {count}"


def test_a_package_with_newer_facts_answers_unless_the_older_ones_are_pinned(
    small_path: Path, tmp_path: Path
):
    put(tmp_path, small_path, OLDER)
    assert asked(tmp_path) == "False"

    put(tmp_path, small_path, OLDER, pinned=OLDER)
    assert asked(tmp_path) == "True"

    put(tmp_path, small_path, OLDER, pinned="2001-01-02-v1")
    assert asked(tmp_path) == "False"


def test_an_update_of_a_schema_that_is_no_longer_read_makes_room_for_the_package(
    small_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    put(tmp_path, small_path, NEWER)
    monkeypatch.setattr("modeldex.catalog.in_use.OLDEST_READABLE", SCHEMA_VERSION + 1)

    assert applied_update(tmp_path) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda _: b"", "is no catalog"),
        (lambda _: b"nonsense" * 100, "is no catalog"),
        (lambda whole: whole[:-100], "is cut short"),
        (lambda whole: whole + b"more", "is cut short"),
        (lambda whole: whole[:200] + bytes(4000) + whole[4200:], "cannot be read as a catalog"),
        (lambda whole: whole[:60] + (9).to_bytes(4, "big") + whole[64:], "has schema 9"),
    ],
    ids=["empty", "nonsense", "short", "long", "zeroed", "newer schema"],
)
def test_a_damaged_update_is_an_error_that_names_the_way_back(
    content, words: str, small_path: Path, tmp_path: Path
):
    target = put(tmp_path, small_path, NEWER)
    target.write_bytes(content(target.read_bytes()))

    with pytest.raises(CatalogError, match=words) as raised:
        applied_update(tmp_path)
    assert "modeldex update rollback" in str(raised.value)
    assert "modeldex update rollback" in asked(tmp_path)


def test_an_update_without_a_version_is_damaged(small_path: Path, tmp_path: Path):
    put(tmp_path, small_path, "latest")

    with pytest.raises(CatalogError, match="states no version"):
        applied_update(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "7"])
def test_a_damaged_state_is_named_where_it_decides(text: str, small_path: Path, tmp_path: Path):
    put(tmp_path, small_path, OLDER)
    (tmp_path / "updates" / "state.json").write_text(text)

    with pytest.raises(CatalogError, match=r"state\.json is damaged"):
        applied_update(tmp_path)


def test_an_update_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "catalog.sqlite").mkdir()

    with pytest.raises(CatalogError, match="cannot be read"):
        applied_update(tmp_path)


def test_the_catalog_of_a_folder_is_its_update_or_that_of_the_package(small_path: Path, tmp_path: Path):
    assert catalog_of(tmp_path) is ModelCatalog.bundled()

    put(tmp_path, small_path, NEWER)
    assert catalog_of(tmp_path).version == NEWER


def test_finding_no_update_opens_nothing(tmp_path: Path):
    script = (
        "import sys; import modeldex.catalog.in_use as place; seen = []\n"
        "sys.addaudithook(lambda event, given: seen.append(given) if event == 'open' else None)\n"
        "assert place.applied_update(place.data_folder()) is None; print(seen)"
    )
    assert asked(tmp_path, script) == "[]"


_words = st.sampled_from(["", " ", "relative/place", "/absolute/place", "~", "~/below"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named=_words, shared=_words)
def test_the_folder_is_that_of_the_settings(named: str, shared: str, tmp_path: Path, monkeypatch):
    environ = {"MODELDEX_DATA_DIR": named, "XDG_DATA_HOME": shared, "HOME": str(tmp_path)}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert Path(data_folder()) == Settings.from_environment(environ).data_dir


@given(
    day=st.dates().map(str),
    number=st.integers(0, 99),
    other_day=st.dates().map(str),
    other=st.integers(0, 99),
)
def test_versions_are_in_order_of_day_and_number(day: str, number: int, other_day: str, other: int):
    order = version_order(f"{day}-v{number}") < version_order(f"{other_day}-v{other}")

    assert order == ((day, number) < (other_day, other))


@pytest.mark.parametrize("text", ["", "latest", "2026-11-20", "2026-11-20-v", "2026-11-20-v-1", "-v1"])
def test_what_is_no_version_has_no_place_in_the_order(text: str):
    with pytest.raises(ValueError, match="must be a version"):
        version_order(text)
