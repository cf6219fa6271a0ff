"""The blocks of a page are found where they stand."""

from __future__ import annotations

import pytest
from docs.generating.blocks import blocks, follows

PAGE = """\
# A page

```sh
modeldex stats
```

```text models.txt
gpt-5
```

Words.

```text
12
```
"""


def test_a_block_knows_its_language_its_title_and_its_lines():
    found = blocks(PAGE)

    assert [(one.language, one.title, one.lines) for one in found] == [
        ("sh", "", ("modeldex stats",)),
        ("text", "models.txt", ("gpt-5",)),
        ("text", "", ("12",)),
    ]


def test_a_block_knows_its_place_in_the_page():
    lines = PAGE.splitlines()

    for block in blocks(PAGE):
        assert tuple(lines[block.first : block.end]) == block.lines
        assert lines[block.end] == "```"


def test_a_block_follows_another_where_only_blank_lines_stand_between_them():
    first, second, third = blocks(PAGE)
    lines = PAGE.splitlines()

    assert follows(lines, first, second)
    assert not follows(lines, second, third)


def test_a_block_that_is_never_closed_is_an_error_with_its_line():
    with pytest.raises(ValueError, match="line 3"):
        blocks("# A page\n\n```sh\nmodeldex stats\n")
