"""Conditions of a configuration are read when it is: a mistake refuses all of it, at its place."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from modeldex import ConfigError, ReloadRefused, Settings
from modeldex.config.template import template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.registry.conftest import Opener

    from modeldex.registry.events import RegistryEvent

GOOD = """
[routing.rules.long]
when = "input_tokens > 100000"
policy = "thrifty"
[routing.policies.thrifty]
weights = { cost = 1 }
where = '''
context_window > 1000
&& open_weights
'''
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "modeldex.toml"


def test_a_configuration_with_conditions_is_in_force(opened: Opener, path: Path) -> None:
    path.write_text(GOOD, "utf-8")

    registry = opened(path)

    assert registry._sources is not None
    assert registry._sources.configuration is not None
    assert list(registry._sources.configuration.routing.policies) == ["thrifty"]


@pytest.mark.parametrize(
    ("before", "after", "place", "problem"),
    [
        ("input_tokens > ", "input_token > ", "3:1: routing.rules.long.when", "did you mean input_tokens"),
        ("> 100000", "> 'x'", "3:1: routing.rules.long.when: line 1, column 14", ""),
        (
            "open_weights",
            "open_wights",
            "7:1: routing.policies.thrifty.where: line 2, column 4",
            "open_weights",
        ),
        ("> 1000\n", ">\n", "7:1: routing.policies.thrifty.where: line 2, column 1", ""),
        (
            "input_tokens > 100000",
            "input_tokens",
            "3:1: routing.rules.long.when: result: must be true or",
            "",
        ),
    ],
)
def test_a_mistake_in_a_condition_is_told_at_its_place(
    opened: Opener, path: Path, before: str, after: str, place: str, problem: str
) -> None:
    path.write_text(GOOD.replace(before, after), "utf-8")

    with pytest.raises(ConfigError) as refusal:
        opened(path)

    (fault,) = refusal.value.faults
    assert str(fault).startswith(f"{path}:{place}")
    assert problem in fault.problem


def test_the_examples_of_the_starting_file_are_right(opened: Opener, path: Path) -> None:
    lines = template().splitlines()
    first = lines.index("# [routing.policies.thrifty]")
    examples = "\n".join(line.removeprefix("# ").strip("#") for line in lines[first : lines.index("", first)])
    path.write_text(examples.replace("openai/gpt-4o-mini", "falcon-1").replace("openai/gpt-4o", "falcon-2"))

    registry = opened(path)

    assert registry._sources is not None
    assert registry._sources.configuration is not None
    assert registry._sources.configuration.routing.rules[0].name == "long"


def test_all_mistakes_are_told_at_once(opened: Opener) -> None:
    text = "routing: {rules: {a: {when: x, policy: best}, b: {when: y, pool: p}}, pools: {p: {members: "
    settings = Settings(config_yaml=f"{text}[{{model: falcon-2}}]}}}}}}")

    with pytest.raises(ConfigError) as refusal:
        opened(settings=settings)

    assert [fault.key for fault in refusal.value.faults] == ["routing.rules.a.when", "routing.rules.b.when"]


def test_a_reload_with_a_mistake_leaves_the_old_state_in_force(opened: Opener, path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    registry = opened(path)
    seen: list[RegistryEvent] = []
    registry.subscribe(seen.append)
    path.write_text(GOOD.replace("input_tokens", "tokens") + '[models."mine/x"]\n[providers.mine]\n', "utf-8")

    with pytest.raises(ConfigError, match="there is no 'tokens'"):
        registry.reload()

    assert registry.get_model("mine/x") is None
    (refused,) = seen
    assert isinstance(refused, ReloadRefused)
    assert "routing.rules.long.when" in refused.reason
    assert registry._sources is not None
    assert registry._sources.configuration is not None
    assert registry._sources.configuration.routing.rules[0].when == "input_tokens > 100000"


def test_who_checks_a_file_finds_the_mistake_too(path: Path) -> None:
    path.write_text(GOOD.replace("input_tokens", "tokens"), "utf-8")

    checked = subprocess.run(
        [sys.executable, "-m", "modeldex", "config", "check", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 1
    assert checked.stdout.startswith(
        f"{path}:3:1: routing.rules.long.when: line 1, column 1: there is no 'tok"
    )


def test_the_library_is_loaded_where_a_condition_is_stated(path: Path) -> None:
    path.write_text('[routing]\npolicy = "best"\n[routing.policies.p]\nselect = "priority"\n', "utf-8")
    script = (
        "import sys; from modeldex import ModelRegistry\n"
        f"with ModelRegistry.open({str(path)!r}, live=False): pass\n"
        "print([one for one in sys.modules if one.startswith(('cel', 'modeldex.router'))])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
