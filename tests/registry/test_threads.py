"""Readers in many threads never wait, never see half of a change, and read nothing once all is warm."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registry.conftest import Kept, Opener

from modeldex import ModelConfig, ModelRegistry

READERS, CHANGES = 8, 20
_PATIENCE_SECONDS = 120
_TURN_SECONDS = 0.0002
"""So soon the next thread has its turn: more of them come in the middle of something."""


def pair(number: int) -> list[ModelConfig]:
    """Two models that always say the same number, and each of which may stand for the other."""
    return [
        ModelConfig(
            provider="pair",
            model_id=name,
            context_window=number,
            supports_vision=number % 2 == 0,
            family=f"f{number}",
            aliases=(f"{name}-{number}",),
        )
        for name in ("left", "right")
    ]


def assert_whole(registry: ModelRegistry) -> int:
    """Every answer out of one state is of one change; the number of that change."""
    models = registry.find_models(provider="pair")
    assert len(models) == 2
    (number,) = {model.context_window for model in models}
    assert number is not None
    snapshot = registry.snapshot()
    left, right = snapshot.get_model_or_raise("pair/left"), snapshot.get_model_or_raise("right")
    assert left.context_window == right.context_window
    assert {model.id for model in snapshot.find_models(family=left.family or "")} == {left.id, right.id}
    assert snapshot.get_model(f"left-{left.context_window}") is left
    seeing = snapshot.count_models(capabilities=["vision"], provider="pair")
    assert seeing == (2 if left.supports_vision else 0)
    stats = snapshot.get_stats()
    assert stats["providers"]["pair"] == 2
    assert stats["total_models"] == len(snapshot) == len(snapshot.list_models())
    return number


def read_while(registry: ModelRegistry, change: Callable[[int], object]) -> None:
    """Make changes one after the other, while readers look at all of them."""
    failures: list[BaseException] = []
    is_over = threading.Event()
    start = threading.Barrier(READERS + 1)

    def reads() -> None:
        start.wait()
        seen = 0
        try:
            while not is_over.is_set():
                number = assert_whole(registry)
                assert number >= seen, "a reader went back in time"
                seen = number
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told in the thread of the test
            failures.append(error)

    threads = [threading.Thread(target=reads, daemon=True) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    start.wait()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        for number in range(2, CHANGES + 2):
            change(number)
            if failures:
                break
    finally:
        is_over.set()
        for thread in threads:
            thread.join(_PATIENCE_SECONDS)
        sys.setswitchinterval(usual)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]
    assert assert_whole(registry) == CHANGES + 1


def test_no_reader_sees_half_of_what_was_registered_together(kept: Kept):
    kept.registry.register_models(pair(1))

    read_while(kept.registry, lambda number: kept.registry.register_models(pair(number)))


def test_no_reader_sees_half_of_a_file(opened: Opener, tmp_path: Path):
    path = tmp_path / "modeldex.json"

    def write(number: int) -> None:
        models = {
            model.id: {
                "max_context": number,
                "vision": model.supports_vision,
                "family": model.family,
                "aliases": list(model.aliases),
            }
            for model in pair(number)
        }
        path.write_text(json.dumps({"providers": {"pair": {"name": "Pair"}}, "models": models}))

    write(1)
    registry = opened(path)

    def reload(number: int) -> None:
        write(number)
        registry.reload()

    read_while(registry, reload)


def test_readers_do_not_wait_for_a_writer(over_small: ModelRegistry):
    over_small.register_models(pair(1))
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.append(assert_whole(over_small)), daemon=True)
    with over_small._stack.lock:
        reader.start()
        reader.join(_PATIENCE_SECONDS)

    assert seen == [1]


def test_writers_in_many_threads_lose_nothing(kept: Kept):
    registry, start = kept.registry, threading.Barrier(4)
    registry.register_models(pair(1))
    failures: list[BaseException] = []

    def writes(writer: int) -> None:
        start.wait()
        try:
            for number in range(10):
                registry.register_model({"provider": f"w{writer}", "model_id": f"m{number}"})
                registry.update_model("pair/left", {"benchmarks": {f"b{writer}": number}})
        except BaseException as error:  # noqa: BLE001 - it is told in the thread of the test
            failures.append(error)

    threads = [threading.Thread(target=writes, args=(writer,), daemon=True) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE_SECONDS)

    assert failures == []
    assert [registry.count_models(provider=f"w{writer}") for writer in range(4)] == [10] * 4
    versions = registry.versions("pair/left")
    assert [version.version for version in versions] == list(range(1, 42))
    assert kept.again().list_models() == registry.list_models()


_READING = """
import json, sys, threading
from modeldex import ModelCatalog, ModelNotFoundError, ModelRegistry, Settings

catalog = ModelCatalog.open(sys.argv[1])
registry = ModelRegistry.open(
    sys.argv[2], catalog=catalog, database=sys.argv[3], settings=Settings(), live=True
)
registry.register_model({"provider": "mine", "model_id": "m", "supports_vision": True})
QUESTIONS = {
    "a full id": lambda: registry.get_model("acme/falcon-2"),
    "a bare id": lambda: registry.get_model("falcon-2"),
    "an alias": lambda: registry.get_model("falcon-latest"),
    "a registered name": lambda: registry.get_model("m"),
    "a configured alias": lambda: registry.get_model("best"),
    "a name that means nothing": lambda: registry.get_model("no-such"),
    "a full id that means nothing": lambda: registry.get_model("acme/no-such"),
    "a name that means several": lambda: registry.get_model("aurora-7b"),
    "whether it is there": lambda: "bazaar/echo" in registry,
    "all": lambda: list(registry),
    "how many": lambda: len(registry),
    "a list": lambda: registry.list_models(),
    "a provider": lambda: registry.list_models(provider="acme"),
    "a provider by another name": lambda: registry.get_models_by_provider("acme-ai", status="active"),
    "a status": lambda: registry.list_models(status="preview"),
    "what is available": lambda: registry.get_available_models(),
    "a capability": lambda: registry.get_models_by_capability("vision"),
    "capabilities": lambda: registry.get_models_by_capabilities(["chat", "tool_use"]),
    "conditions": lambda: registry.find_models(min_context=1000, max_input_cost=3, sort="context"),
    "a maker": lambda: registry.count_models(maker="acme"),
    "stats": lambda: registry.get_stats(),
    "providers": lambda: registry.get_providers(),
    "described providers": lambda: [registry.providers(), registry.provider("acme-ai")],
    "capability names": lambda: registry.get_capabilities(),
    "aliases": lambda: registry.aliases(),
    "a snapshot": lambda: registry.snapshot().get_model("hub/auto"),
    "admission": lambda: registry.admit("acme/falcon-1"),
    "a layer": lambda: registry.layer_of("best", "max_context"),
}
if sys.argv[4] == "asked before":
    for question in QUESTIONS.values():
        question()
registry.warm()
asking, seen = threading.local(), {name: [] for name in QUESTIONS}

def watch(event, arguments):
    name = getattr(asking, "name", None)
    if name is not None and event.startswith(("open", "os.", "sqlite3", "socket", "subprocess")):
        seen[name].append(event)

def ask(name):
    asking.name = name
    QUESTIONS[name]()

sys.addaudithook(watch)
for name in QUESTIONS:
    thread = threading.Thread(target=ask, args=(name,))
    thread.start()
    thread.join()
    ask(name)
    asking.name = None
registry.close()
print(json.dumps({name: events for name, events in seen.items() if events}))
"""


@pytest.mark.parametrize("before", ["asked before", "not asked before"])
def test_a_warm_registry_reads_nothing(small_path: Path, sqlite_tables: str, tmp_path: Path, before: str):
    config = tmp_path / "modeldex.toml"
    config.write_text('[aliases.models]\nbest = "acme/falcon-2"\n[models."hub/auto"]\nmax_context = 5\n')
    command = [sys.executable, "-c", _READING, str(small_path), str(config), sqlite_tables, before]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {}
