"""The site builds without a warning, leads everywhere, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from docs.generate import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("sphinx", reason="the site needs the dependency group docs")

_LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
_IN_STYLE = re.compile(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)")


class _Page(HTMLParser):
    """What a page loads, where its links lead, and the places in it that have a name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        if tag in _LOADS and _LOADS[tag] in given:
            self.loads.append(given[_LOADS[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if "id" in given:
            self.names.add(given["id"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make site` does."""
    built = tmp_path_factory.mktemp("site")
    options = ["--fail-on-warning", "--quiet", "--conf-dir", "docs", "--doctree-dir", str(built / "doctrees")]
    ran = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, ".", str(built / "site")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    return built / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Page]:
    """Every page of the site."""
    return {path: _Page(path.read_text("utf-8")) for path in site.rglob("*.html")}


def test_every_page_of_the_docs_is_on_the_site(site: Path):
    sources = [*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]

    for source in sources:
        if source != ROOT / "docs" / "bench.md":
            assert (site / source.relative_to(ROOT)).with_suffix(".html").exists(), source


def test_the_top_of_the_site_leads_to_the_first_page(site: Path):
    assert "url=docs/index.html" in (site / "index.html").read_text("utf-8")


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, _Page]):
    assert len(pages) > 25

    for path, page in pages.items():
        assert [load for load in page.loads if urlsplit(load).netloc] == [], path


def test_no_style_or_script_loads_anything_from_elsewhere(site: Path):
    for path in [*site.rglob("*.css"), *site.rglob("*.html"), *site.rglob("*.svg")]:
        assert _IN_STYLE.findall(path.read_text("utf-8")) == [], path
    for path in site.rglob("*.js"):
        code = path.read_text("utf-8")
        assert not re.search(r"(fetch|import|importScripts)\(\s*['\"`]https?://", code), path


def test_every_link_within_the_site_leads_to_a_place_on_it(site: Path, pages: dict[Path, _Page]):
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.exists(), f"{path.relative_to(site)}: {link}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].names | {""}, f"{path.name}: {link}"


def test_a_page_is_no_heavier_than_a_picture(site: Path):
    assert max(path.stat().st_size for path in site.rglob("*.html")) < 300_000
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 6_000_000
