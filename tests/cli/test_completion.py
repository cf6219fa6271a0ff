"""What a shell completes: commands, options, and the names that a command takes."""

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
    ],
)
def test_words_are_completed(words: tuple[str, ...], expected: list[str], shell):
    assert _completed(shell, *words) == expected
