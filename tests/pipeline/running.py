"""A small folder of facts whose sources are asked at a server on this machine, and the commands over it.

`Upstreams` stands in for OpenRouter, with as many models as a whole answer of it has, and for the own
list of Lumen. What they say is plain dicts: a test changes them from one run to the next.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from os import environ as this_environment
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from tests.http.server import AnswerServer, Reply, Seen

from modeldex import ModelCatalog
from modeldex.catalog.digest import digest_of
from modeldex.cli.commands import COMMANDS
from modeldex.cli.group import group
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.rules.base import ERROR, Facts
from modeldex.pipeline.rules.table import issues
from modeldex.settings import ENVIRONMENT

if TYPE_CHECKING:
    import pytest
    from click.testing import Result
    from tests.pipeline.conftest import House

DAY = "2026-11-20"
NEXT_DAY = "2026-11-21"
SCHEMA = Path(__file__).parents[2] / "data" / "schema.json"
KEY = "no-real-key-0123456789"
LISTED = "/api/v1/models"
LUMEN = "/v1/models"
_PAGE = 100

LISTING = """
[listing]
least = 1
most = 50
"""
LOCAL = """\
name = "Quarry"
category = "local"
base_url = "http://localhost:11999"

[wire_formats]
openai_chat = "/v1"

[env]
host = ["QUARRY_HOST"]

[listing]
least = 1
most = 50
"""
UNHURRIED = """
import signal
import sys
import modeldex.http.pace as pace
from modeldex.cli.main import main
pace._MINUTE = 0.0
sys.modules["altair"] = None
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests in the background ignores it
main()
"""
"""What `unhurried` does, in a process of its own."""


def model(number: int, maker: str = "quartz-ai", name: str = "quartz") -> dict[str, Any]:
    """A row of OpenRouter's list."""
    return {
        "id": f"{maker}/{name}-{number}",
        "name": f"Quartz: Quartz {number}",
        "created": 1_780_000_000,
        "context_length": 65_536,
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "supported_parameters": ["tools", "temperature"],
        "top_provider": {"context_length": 65_536, "max_completion_tokens": 8_192},
        "pricing": {"prompt": f"0.{number + 1:07d}", "completion": f"0.{2 * number + 2:07d}"},
    }


class Upstreams:
    """What the sources say now."""

    def __init__(self, server: AnswerServer, count: int = 260) -> None:
        self.server = server
        self.models = {row["id"]: row for row in map(model, range(count))}
        self.lumen: list[dict[str, Any]] = [
            {"id": name, "object": "model", "owned_by": "lumen"} for name in ("lumi-1", "lumi-2")
        ]
        server.answer(LISTED, self._list)
        server.answer(LUMEN, lambda _: Reply(json={"object": "list", "data": self.lumen}))
        for full_id in self.models:
            server.answer(f"{LISTED}/{full_id}/endpoints", Reply(json={"data": {"endpoints": []}}))

    def _list(self, seen: Seen) -> Reply:
        """A page of the list, which names the next one."""
        begin, rows = int(seen.query.get("offset", "0")), list(self.models.values())
        end = begin + _PAGE
        link = f"{LISTED}?offset={end}" if end < len(rows) else None
        return Reply(json={"data": rows[begin:end], "links": {"next": link}, "total_count": len(rows)})

    def charge(self, full_id: str, prompt: str, completion: str) -> None:
        """Let OpenRouter charge otherwise, in USD per token."""
        self.models[full_id] = self.models[full_id] | {
            "pricing": {"prompt": prompt, "completion": completion}
        }

    def widen(self, full_id: str, tokens: int) -> None:
        """Let OpenRouter state another window."""
        self.models[full_id] = self.models[full_id] | {"context_length": tokens}

    @property
    def origins(self) -> list[str]:
        """The options that lead both sources here."""
        return [f"--origin={name}={self.server.origin}" for name in ("openrouter", "lumen")]


def furnish(house: House) -> None:
    """Give the folder of facts a list of Lumen's own, and one that a program on this machine gives."""
    house.write("providers/lumen.toml", house.read("providers/lumen.toml") + LISTING)
    house.write("providers/quarry.toml", LOCAL)
    house.write("schema.json", SCHEMA.read_text("utf-8"))


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no source wait for its turn: a hundred requests a minute are three minutes for OpenRouter.

    Nor are pictures drawn for the report, which takes longer than all the rest.
    """
    monkeypatch.setattr("modeldex.http.pace._MINUTE", 0.0)
    monkeypatch.setitem(sys.modules, "altair", None)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The variables of somebody who has nothing but a key of Lumen's."""
    return {
        **dict.fromkeys(ENVIRONMENT, ""),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "kept"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "LUMEN_API_KEY": KEY,
        **more,
    }


def command(*arguments: str | Path, folder: Path, **more: str) -> Result:
    """Run a command in this process."""
    runner = CliRunner(env=environment(folder, **more))
    return runner.invoke(group(COMMANDS), [str(one) for one in arguments], prog_name="modeldex")


def is_sound(house: House) -> None:
    """See that the facts can be built and break no rule, and that the catalog is whole."""
    directory = read_directory(house.data)
    merged = merge(house.data, directory)
    errors = [one for one in issues(Facts(merged, directory)) if one.rule.severity == ERROR]
    assert errors == []
    build_catalog(house.data, house.data.parent / "rebuilt.sqlite")
    with closing(sqlite3.connect(house.catalog)) as db:
        assert ModelCatalog.open(house.catalog).digest == digest_of(db)


class Desk:
    """A furnished folder of facts, its upstreams, and the pipeline between them."""

    def __init__(self, house: House, upstreams: Upstreams) -> None:
        furnish(house)
        house.tables()
        house.build()
        self.house = house
        self.upstreams = upstreams
        self.root = house.data.parent
        self.work = self.root / "work"
        self.report = self.work / "report.json"

    def arguments(self, *more: str, day: str = DAY) -> list[str]:
        """The arguments of a whole run."""
        return [
            "pipeline", "run", "openrouter", "lumen", f"--data={self.house.data}",
            f"--output={self.house.catalog}", f"--work={self.work}", f"--day={day}",
            *self.upstreams.origins, *more,
        ]  # fmt: skip

    def run(self, *more: str, day: str = DAY) -> dict[str, Any]:
        """A whole run that goes well; what it says of itself."""
        ran = self.try_run(*more, "--json", day=day)
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)  # type: ignore[no-any-return]

    def try_run(self, *more: str, day: str = DAY) -> Result:
        return command(*self.arguments(*more, day=day), folder=self.root)

    def other(self, name: str, *more: str | Path) -> Result:
        """Another command of the pipeline, over the same facts."""
        return command("pipeline", name, *more, f"--data={self.house.data}", folder=self.root)

    def start(self, *more: str, day: str = DAY, before: str = "") -> subprocess.Popen[bytes]:
        """A whole run in a process of its own, which does not wait for its turns.

        `before` is what the process does first.
        """
        return subprocess.Popen(
            [sys.executable, "-c", before + UNHURRIED, *self.arguments("--json", *more, day=day)],
            env={**this_environment, **environment(self.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def reset(self, before: Path) -> None:
        """Put everything back as it was when it was copied."""
        for name in ("data", "work", "kept"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            if (before / name).exists():
                shutil.copytree(before / name, self.root / name)
        shutil.copy(before / self.house.catalog.name, self.house.catalog)

    def state(self) -> dict[str, bytes]:
        """Every byte that a run puts in place: facts, catalog and report."""
        reports = {path.name: path.read_bytes() for path in self.work.glob("report.*")}
        return self.house.files() | {"catalog": self.house.catalog.read_bytes()} | reports
