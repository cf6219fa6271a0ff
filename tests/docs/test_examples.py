"""Every example of the docs does what its page says."""

from __future__ import annotations

import os

import pytest
from docs.generate import ROOT, page, pages_with_examples
from docs.generating.blocks import blocks
from docs.generating.examples import ExampleError, renewed
from docs.generating.pictures import says
from docs.generating.terminal import commands

from modeldex.cli.commands import COMMANDS, SECTIONS


@pytest.mark.parametrize("name", pages_with_examples())
def test_a_page_says_and_shows_what_its_examples_give(name: str):
    text = (ROOT / name).read_text("utf-8")
    if "\nmodeldex plot " in text:
        pytest.importorskip("vl_convert", reason="drawing comes with the extra charts")

    made = page(name)
    assert made.text == text
    for link, picture in made.pictures.items():
        shown = (ROOT / name).parent / link
        assert shown.stat().st_size < 200_000
        assert says(shown.read_bytes()) == says(picture) != []


@pytest.mark.parametrize("name", pages_with_examples())
def test_a_file_of_an_example_is_named_in_the_words_above_it(name: str):
    text = (ROOT / name).read_text("utf-8")
    lines = text.splitlines()

    for block in blocks(text):
        if block.title:
            above = "\n".join(lines[: block.first - 1]).rpartition("```")[2]
            assert f"`{block.title}`" in above, f"{name}:{block.first}"


def test_every_command_that_asks_is_shown_at_work():
    shown = {
        command.split()[1]
        for name in pages_with_examples()
        for block in blocks((ROOT / name).read_text("utf-8"))
        for _, command in commands(block.lines)
    }

    kept_for_keepers = set(SECTIONS["Keep the facts"])
    assert set(COMMANDS) - kept_for_keepers - shown - {"help"} == set()


def test_a_command_is_shown_with_what_it_writes():
    page = "```sh\nmodeldex list --provider openai --can embedding --count\n```\n\n```text\nold\n```\n"

    assert renewed(page, "page.md").text.splitlines()[5].isdigit()


def test_an_example_that_writes_nothing_below_it_is_only_run():
    page = "```sh\nmodeldex stats\n```\n\nWords.\n\n```text\nkept\n```\n"

    assert renewed(page, "page.md").text == page


def test_a_titled_block_is_a_file_for_the_examples_below_it():
    asked = "modeldex deprecations --from mine.txt --within 1d --as-of 2026-11-09"
    page = f"```text mine.txt\ngpt-4o\n```\n\n```sh\n{asked}\n```\n"

    assert renewed(page, "page.md").text == page


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("modeldex show gpt-4o  # exit code 4", ("page.md:2", "ends with 0", "says 4")),
        ("modeldex show no-such-model", ("page.md:2", "ends with 4", "no-such-model")),
        ("modeldex list --no-such-option", ("page.md:2", "ends with 2", "--no-such-option")),
    ],
)
def test_an_example_that_ends_otherwise_is_named_with_page_and_line(line: str, words: tuple[str, ...]):
    with pytest.raises(ExampleError) as raised:
        renewed(f"```sh\n{line}\n```\n", "page.md")

    for word in words:
        assert word in str(raised.value)


def test_python_that_raises_is_named_with_page_and_line():
    with pytest.raises(ExampleError, match=r"page\.md.*line 1.*ZeroDivisionError"):
        renewed("```python\n1 / 0\n```\n", "page.md")


@pytest.mark.skipif(os.name == "nt", reason="pipes of examples are those of a POSIX shell")
def test_a_pipe_runs_in_a_shell_and_fails_where_one_part_does():
    piped = "```sh\nmodeldex aliases --provider bedrock --csv | sed -n 1p\n```\n\n```text\n```\n"

    assert "alias,kind,target" in renewed(piped, "page.md").text
    with pytest.raises(ExampleError, match="ends with 4"):
        renewed("```sh\nmodeldex show no-such-model --json | cat\n```\n", "page.md")


def test_a_picture_that_an_example_writes_and_the_page_shows_belongs_to_the_page():
    drawing = "from pathlib import Path\nPath('a.svg').write_text('<desc>12</desc>')"
    page = f"```python\n{drawing}\n```\n\n![A](images/a.svg) ![B](images/b.svg)\n"

    drawn = renewed(page, "page.md").pictures

    assert {link: says(picture) for link, picture in drawn.items()} == {"images/a.svg": [b"12"]}


def test_a_pipe_to_what_is_not_installed_runs_the_command_before_it():
    missing = "modeldex aliases --provider bedrock | no-such-program -r"
    page = f"```sh\n{missing}\n```\n\n```text\nkept\n```\n"

    assert renewed(page, "page.md").text == page
    with pytest.raises(ExampleError, match="ends with 4"):
        renewed("```sh\nmodeldex show no-such-model | no-such-program\n```\n", "page.md")


def test_a_command_goes_on_below_a_backslash():
    lines = ("modeldex list \\", "  --count", "echo no", "modeldex stats")

    assert commands(lines) == [(0, "modeldex list --count"), (3, "modeldex stats")]
