"""The pictures of a page: files that one of its examples writes, and that the page shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = re.compile(r"!\[[^]]*\]\(([^)\s]+)\)")
_SAID = re.compile(rb"<(title|desc)>(.*?)</\1>", re.DOTALL)


def pictures(text: str, folder: Path) -> dict[str, bytes]:
    """Link -> content, of the pictures that a page shows and an example has written into the folder."""
    written = {path.name: path for path in folder.iterdir() if path.is_file()}
    links = dict.fromkeys(_SHOWN.findall(text))
    return {
        link: written[name].read_bytes() for link in links if (name := link.rpartition("/")[2]) in written
    }


def says(picture: bytes) -> list[bytes]:
    """What a picture tells those who cannot see it: the facts, whatever drew them."""
    return [said for _, said in _SAID.findall(picture)]
