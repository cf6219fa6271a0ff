"""How Sphinx makes the site out of the repository's Markdown: `make site`."""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT / "src"))

from modeldex._version import __version__  # noqa: E402 - the package need not be installed

project = "modeldex"
author = "modeldex contributors"
version = release = __version__

# The whole repository is the source, so that a link between two of its pages means the same on the
# site as where the files are read.
root_doc = "docs/index"
include_patterns = ["docs/**.md", "data/README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
exclude_patterns = ["docs/bench.md", "build", "data/[a-z]*", ".*", "src", "tests"]
extensions = ["myst_parser"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"modeldex {__version__}"
html_extra_path = ["site"]  # index.html at the top leads to the first page
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
