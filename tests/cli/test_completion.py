"""What a shell completes: commands, options, and the names that a command takes."""

from pathlib import Path

import pytest


def _completed(shell, *words: str) -> list[str]:
    ran = shell(
        _MODELDEX_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(("modeldex", *words)),
        COMP_CWORD=str(len(words)),
    )
    return [line.partition(",")[2] for line in ran.out.splitlines() if line]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(name: str, shell):
    ran = shell("completion", name)

    assert (ran.code, ran.err) == (0, "")
    assert "_MODELDEX_COMPLETE" in ran.out


def test_another_shell_is_refused(shell):
    ran = shell("completion", "tcsh")

    assert (ran.code, ran.out) == (2, "")
    assert "bash" in ran.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("sh",), ["show"]),
        (("show", "acme/"), ["acme/falcon-1", "acme/falcon-2"]),
        (("show", "falcon-"), ["falcon-1", "falcon-2", "falcon-latest", "falcon-two"]),
        (("list", "--provider", "b"), ["bazaar"]),
        (("list", "--can", "vision,tool"), ["vision,tool_use"]),
        (("why", "falcon-2", "max_o"), ["max_output"]),
        (("list", "--category", "lo"), ["local"]),
        (("list", "--released-s"), ["--released-since"]),
        (("show", "zzz"), []),
        (("show", "borealis/"), ["borealis/aurora-7b"]),
        (("providers", "ac"), ["acme", "acme/falcon-1", "acme/falcon-2"]),
        (("list", "--sort", "input_c"), ["input_cost", "input_characters"]),
        (("list", "--maker", "bo"), ["borealis"]),
        (("list", "--columns", "name,mml"), ["name,mmlu"]),
        (("db", "mi"), ["migrate-ids"]),
        (("config", "import", "lite"), ["litellm"]),
        (("alias", "set", "fast", "acme/falcon-2"), ["acme/falcon-2"]),
        (("versions", "acme/falcon-1"), ["acme/falcon-1"]),
    ],
)
def test_words_are_completed(words: tuple[str, ...], expected: list[str], shell):
    assert _completed(shell, *words) == expected


def test_the_catalog_and_the_layers_before_the_command_are_asked(shell, tmp_path: Path):
    layer = tmp_path / "mine.csv"
    layer.write_text("id,name\nacme/zeppelin,Zeppelin\n", "utf-8")

    assert _completed(shell, "--layer", str(layer), "show", "acme/z") == ["acme/zeppelin"]
