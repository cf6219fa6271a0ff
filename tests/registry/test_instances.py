"""A change by another process on the same database is taken up by itself, also after a failure of it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.registry.conftest import Opener
from tests.registry.waiting import DEADLINE_SECONDS, wait_until

from modeldex import (
    ModelAdded,
    ModelCatalog,
    ModelChanged,
    ModelRegistry,
    RegistryEvent,
    ReloadRefused,
    Settings,
    StorageError,
)

FALCON = "acme/falcon-2"
_TELLING = """
import sys
from modeldex import ModelCatalog, ModelRegistry, Settings
url, catalog = sys.argv[1:]
with ModelRegistry.open(database=url, catalog=ModelCatalog.open(catalog), settings=Settings(), live=False,
                        actor="another") as registry:
    for line in sys.stdin:
        exec(line)
        print("done", flush=True)
"""


class Other:
    """Another process with a registry on the same database."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def does(self, statement: str) -> None:
        """Let it do something to its `registry`, and wait until that is acknowledged."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{statement}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


@contextmanager
def another(url: str, catalog: Path) -> Iterator[Other]:
    command = [sys.executable, "-c", _TELLING, url, str(catalog)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Other(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def other(tables: str, small_path: Path) -> Iterator[Other]:
    with another(tables, small_path) as process:
        yield process


@pytest.fixture
def live(tables: str, opened: Opener) -> ModelRegistry:
    """A registry that follows the database."""
    return opened(database=tables, live=True)


def test_each_change_of_another_process_is_taken_up(live: ModelRegistry, other: Other):
    told: list[RegistryEvent] = []
    live.subscribe(told.append)
    generation = live.generation

    other.does("registry.register_model({'provider': 'mine', 'model_id': 'm'})")
    wait_until(lambda: live.get_model("m") is not None)
    other.does("registry.update_model('acme/falcon-2', {'context_window': 5}, reason='a test')")
    wait_until(lambda: live.get_model_or_raise(FALCON).context_window == 5)
    other.does("registry.set_alias('best', 'mine/m')")
    wait_until(lambda: live.get_model("best") is not None)
    other.does("registry.hide_model('mine/m')")
    wait_until(lambda: live.get_model("mine/m") is None)

    assert [type(event).__name__ for event in told] == ["ModelAdded", "ModelChanged", "ModelRemoved"]
    numbers = [event.generation for event in told]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > generation
    (version,) = live.versions(FALCON)
    assert (version.actor, version.reason) == ("another", "a test")


def test_two_processes_see_each_others_changes(live: ModelRegistry, other: Other):
    live.register_model({"provider": "mine", "model_id": "m"})
    other.does("registry.reload(); registry.update_model('mine/m', {'context_window': 7})")
    wait_until(lambda: live.get_model_or_raise("mine/m").context_window == 7)
    live.update_model("mine/m", {"context_window": 8}, expected_version=2)

    other.does("registry.reload(); assert registry.get_model('mine/m').context_window == 8")


def test_a_batch_of_another_is_one_state(live: ModelRegistry, other: Other):
    told: list[RegistryEvent] = []
    live.subscribe(told.append)
    other.does("registry.register_models({'provider': 'mine', 'model_id': f'm{n}'} for n in range(40))")
    wait_until(lambda: live.get_model("mine/m39") is not None)
    wait_until(lambda: len(told) == 40)

    assert len({event.generation for event in told}) == 1
    assert all(isinstance(event, ModelAdded) for event in told)


def test_ones_own_change_is_told_once(live: ModelRegistry, other: Other):
    told: list[RegistryEvent] = []
    live.subscribe(told.append)
    live.register_model({"provider": "mine", "model_id": "m"})
    generation = live.generation
    other.does("registry.update_model('acme/falcon-2', {'context_window': 5})")
    wait_until(lambda: len(told) == 2)

    assert [type(event) for event in told] == [ModelAdded, ModelChanged]
    assert live.generation == generation + 1


def test_a_subscriber_may_close_the_registry_while_another_change_waits_to_be_told(
    sqlite_tables: str, opened: Opener, small: ModelCatalog, quiet: Settings, tmp_path: Path
):
    path = tmp_path / "modeldex.toml"
    path.write_text("")
    other = opened(database=sqlite_tables)
    # closed by its subscriber alone, so that one that cannot be closed holds up no other test
    live = ModelRegistry.open(path, database=sqlite_tables, catalog=small, settings=quiet, live=True)
    closed = threading.Event()

    def closes(_: RegistryEvent) -> None:
        if not closed.is_set():
            other.register_model({"provider": "mine", "model_id": "m"})
            wait_until(lambda: live.get_model("mine/m") is not None)  # by the thread that waits to tell of it
            live.close()
            closed.set()

    live.subscribe(closes)
    path.write_text(f'[models."{FALCON}"]\nmax_context = 5\n')
    assert closed.wait(DEADLINE_SECONDS)


def test_a_change_that_cannot_stand_here_is_refused_and_the_old_state_serves_on(
    live: ModelRegistry, other: Other
):
    told: list[RegistryEvent] = []
    live.update_model(FALCON, {"retires_on": "2030-01-01"}, layer="in-process")
    live.subscribe(told.append)
    other.does("registry.update_model('acme/falcon-2', {'deprecated_on': '2031-01-01'})")
    wait_until(lambda: bool(told))

    (refused,) = told
    assert isinstance(refused, ReloadRefused)
    assert "in-process" in refused.reason
    assert live.get_model_or_raise(FALCON).deprecated_on is None
    assert live.get_model_or_raise(FALCON).retires_on == "2030-01-01"
    other.does("registry.update_model('acme/falcon-2', {'deprecated_on': '2029-01-01'})")
    wait_until(lambda: live.get_model_or_raise(FALCON).deprecated_on == "2029-01-01")


def test_no_event_or_message_holds_the_password(
    postgresql_tables: str, opened: Opener, caplog: pytest.LogCaptureFixture
):
    password = postgresql_tables.partition("tests:")[2].partition("@")[0]
    registry = opened(database=postgresql_tables, live=True)
    registry.register_model({"provider": "mine", "model_id": "m", "context_window": 5})

    said = [*registry.why("mine/m", "max_context"), registry, caplog.text, registry.versions("mine/m")]
    assert password
    assert not [one for one in said if password in repr(one)]


def _without_name(url: str) -> tuple[str, str]:
    server, _, name = url.rpartition("/")
    return f"{server}/postgres", name


def _cut_off(url: str) -> None:
    """End all connections to a database, those that listen too."""
    server, name = _without_name(url)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


@contextmanager
def _down(url: str) -> Iterator[None]:
    """Let a database take no connection for a while, as if its server was starting again."""
    server, name = _without_name(url)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'.encode())
        _cut_off(url)
        yield
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'.encode())


def test_what_was_missed_while_a_connection_was_cut_is_taken_up(
    postgresql_tables: str, opened: Opener, small_path: Path
):
    live = opened(database=postgresql_tables, live=True)
    with another(postgresql_tables, small_path) as other:
        other.does("registry.register_model({'provider': 'mine', 'model_id': 'before'})")
        wait_until(lambda: live.get_model("before") is not None)
    _cut_off(postgresql_tables)
    with another(postgresql_tables, small_path) as other:
        other.does("registry.register_model({'provider': 'mine', 'model_id': 'meanwhile'})")
        wait_until(lambda: live.get_model("meanwhile") is not None)
        other.does("registry.register_model({'provider': 'mine', 'model_id': 'after'})")
        wait_until(lambda: live.get_model("after") is not None)


def test_a_registry_serves_on_while_its_server_is_away_and_finds_its_way_back(
    postgresql_tables: str, opened: Opener, small_path: Path
):
    live = opened(database=postgresql_tables, live=True)
    live.register_model({"provider": "mine", "model_id": "m"})
    with _down(postgresql_tables):
        assert live.get_model("mine/m") is not None
        generation = live.generation
        with pytest.raises(StorageError):
            live.register_model({"provider": "mine", "model_id": "n"})
        with pytest.raises(StorageError):
            live.reload()
        assert live.get_model("mine/n") is None
        assert live.generation == generation

    with another(postgresql_tables, small_path) as other:
        other.does("registry.register_model({'provider': 'mine', 'model_id': 'after'})")
        wait_until(lambda: live.get_model("after") is not None)
    live.register_model({"provider": "mine", "model_id": "n"})
    assert live.get_model("mine/n") is not None


def test_a_database_for_many_needs_its_tables_first(opened: Opener, postgresql_url: str):
    with pytest.raises(StorageError, match="make them: modeldex db upgrade"):
        opened(database=postgresql_url)


def test_a_new_file_gets_its_tables_at_once(opened: Opener, sqlite_url: str):
    opened(database=sqlite_url).register_model({"provider": "mine", "model_id": "m"})

    assert opened(database=sqlite_url).get_model("mine/m") is not None
