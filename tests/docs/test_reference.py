"""The reference has everything: every command, every public name, every error, every keyword."""

from __future__ import annotations

import inspect
import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from docs.generate import PARTS, ROOT, page
from docs.generating.errors import error_classes
from docs.generating.helps import with_those_below
from docs.generating.python_pages import PAGES
from docs.generating.terminal import Terminal

import modeldex
from modeldex import LLMRouter, ModelCatalog, ModelConfig, ModelRegistry, Outcome
from modeldex.catalog.conditions import KEYWORDS
from modeldex.cli.commands import COMMANDS, SECTIONS

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = ROOT / "docs" / "reference"
HELPS = "\n".join(path.read_text("utf-8") for path in sorted((REFERENCE / "cli").glob("*.md")))
NAMES = [name for name in modeldex.__all__ if name != "__version__"]


def _entry(name: str) -> str:
    """What stands under the heading of a public name."""
    (found,) = [place for place, names in PAGES.items() if name in names]
    text = (REFERENCE / found).read_text("utf-8")
    return text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", [name for name in PARTS if name not in ("README.md", "data/README.md")])
def test_a_generated_page_is_as_the_code_is(name: str):
    assert page(name).text == (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("command", ["", *(below for name in COMMANDS for below in with_those_below(name))])
def test_the_reference_has_the_help_of_every_command(command: str, tmp_path: Path):
    shown = Terminal(tmp_path).run(f"modeldex {command} --help")

    assert shown.code == 0
    assert str(shown.output) in HELPS


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_has_one_entry_with_its_docstring(name: str):
    assert [names.count(name) for names in PAGES.values() if name in names] == [1]

    entry = re.sub(r"\[(`?[\w.]+`?)\]\([^)]*\)", r"\1", _entry(name))
    for line in inspect.cleandoc(getattr(modeldex, name).__doc__ or "").splitlines():
        assert line in entry


@pytest.mark.parametrize("name", [name for name in NAMES if inspect.isclass(getattr(modeldex, name))])
def test_an_entry_has_every_public_member_with_its_signature(name: str):
    cls = getattr(modeldex, name)
    entry = _entry(name)

    for member in [member for member in dir(cls) if not member.startswith("_")]:
        if issubclass(cls, Exception) and member in ("add_note", "args", "with_traceback", "code"):
            continue
        assert f"`{member}`" in entry or f"### {name}.{member}\n\n```py\n" in entry, member


def test_signatures_have_the_types_of_their_parameters():
    entry = _entry("ModelConfig")

    assert "    at: str | date | datetime | None = None,\n) -> Cost" in entry
    assert "self" not in re.findall(r"```py\n(.*?)```", entry, re.DOTALL)


def test_every_condition_of_find_models_is_explained():
    entry = _entry("ModelCatalog")
    for keyword in (*KEYWORDS, "sort", "reverse", "limit", "offset"):
        assert f"| `{keyword}` | `" in entry, keyword


def test_every_error_stands_in_the_table_with_its_code():
    table = (REFERENCE / "errors.md").read_text("utf-8")

    assert {cls.__name__ for cls in error_classes()} == {
        name for name in NAMES if name.endswith("Error")
    }  # fmt: skip
    for cls in error_classes():
        assert f"| `{cls.code}` | [{cls.__name__}](#{cls.__name__.lower()}) |" in table


_NEEDING_MORE = (
    "ingest", "build", "report", "COMMAND",
    "fetch", "pipeline", "promote", "release", "--catalog my.sqlite release", "update", "validate --fix",
)  # fmt: skip
"""Those that keep the facts need captured answers or a folder of their own, others somebody to ask."""
EXAMPLES = [
    example
    for example in re.findall(r"^\s+modeldex (.+)$", HELPS.replace("\\\n", ""), flags=re.MULTILINE)
    if not example.startswith(_NEEDING_MORE)
]
"""Examples of help texts."""
_MADE_BEFORE = {
    "my-models.txt": "gpt-4o\n",
    "prices.json": '{"gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 2e-06}}\n',
    "models.json": '{"data": [{"id": "qwen3:8b", "context_length": 40960, "pricing": {}}]}\n',
    "rows.csv": "id,input_per_1m\nopenai/gpt-4o,2\n",
    "litellm.yaml": "model_list: [{model_name: fast, litellm_params: {model: openai/gpt-4o}}]\n",
    "ids.csv": "gpt-4-turbo-old,gpt-4o\n",
    "body.json": '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}\n',
    "shapes.jsonl": '{"shape": 1, "model": "openai/gpt-4o", "at": "2026-11-09T09:00:00Z", "calls": 40,'
    ' "usage": {"input_tokens": 1300, "output_tokens": 180}}\n',
}
_CONFIGURED = (
    '[registry]\ndatabase_url = "sqlite:///registry.db"\n\n[aliases.models]\nfast = "openai/gpt-4o"\n'
)
_OF_REGISTRY = tuple(SECTIONS["Registry"])
_MAY_FIND = ("deprecations", "cost", "validate", "missing", "export", "switch", "doctor")
"""Commands that end with 1 where they find something: what they find depends on the day and the facts."""


def _keep_a_registry(folder: Path) -> None:
    """A configuration, and a database with two versions of a model."""
    (folder / "modeldex.toml").write_text(_CONFIGURED, "utf-8")
    with ModelRegistry.open(database=f"sqlite:///{folder / 'registry.db'}", live=False) as registry:
        for size in (8_000, 16_000):
            model = ModelConfig(provider="acme", model_id="assistant", context_window=size)
            registry.register_model(model)


def _keep_facts(folder: Path) -> None:
    """A decision as it is stored with a call, and what became of it."""
    router = LLMRouter(ModelCatalog.bundled())
    decision = router.route({"models": "gpt-4o", "seed": 1})
    walk = router.walk(decision)
    walk.begin(router.clock())
    walk.succeeded(Outcome(model="openai/gpt-4o", at=router.clock(), seconds=1.0))
    facts = decision.facts() | {"trail": [entry.record() for entry in walk.trail], "ended": walk.ended}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example: str, tmp_path: Path):
    if example.startswith("plot"):
        pytest.importorskip("vl_convert", reason="drawing comes with the extra charts")
    for name, content in _MADE_BEFORE.items():
        (tmp_path / name).write_text(content, "utf-8")
    if example.startswith(_OF_REGISTRY):
        _keep_a_registry(tmp_path)
    if "facts.json" in example:
        _keep_facts(tmp_path)
    words = re.split(r" (?:>>?|\|) ", example)[0]
    if "--curated" in words or example.startswith(("validate", "missing")):
        words += f" --data {shlex.quote(str(ROOT / 'data'))}"
    if "--curated" in words:
        words += " --dry-run"

    ran = Terminal(tmp_path).run(f"modeldex {words}")

    assert ran.code in ((0, 1) if example.startswith(_MAY_FIND) else (0,)), ran.output
    assert ran.output or "--output" in words
