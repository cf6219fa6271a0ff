"""The libraries of the configuration load when they are needed, and are named where they are missing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from modeldex.config.document import read_document
from modeldex.config.editing import MODELS, set_alias
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from tests.config.conftest import Desk


def test_toml_and_json_are_read_without_a_library(desk: Desk) -> None:
    paths = [desk.write("[registry]\n"), desk.write("{}", "modeldex.json")]
    script = (
        "import sys; from pathlib import Path; from modeldex.config.document import read_document\n"
        "import modeldex.config.loading, modeldex.config.editing\n"
        "for path in sys.argv[1:]: read_document(Path(path))\n"
        "print({'yaml', 'tomlkit', 'difflib'} & set(sys.modules))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ran.stdout == "set()\n"


def test_a_missing_library_is_named_with_the_extra_that_brings_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.delitem(sys.modules, "modeldex.config.yaml_text", raising=False)
    monkeypatch.setitem(sys.modules, "tomlkit", None)

    with pytest.raises(ConfigError, match=r"pip install 'modeldex\[config\]'"):
        read_document(desk.write("{}", "modeldex.yaml"))
    with pytest.raises(ConfigError, match=r"pip install 'modeldex\[config\]'"):
        set_alias(desk.write(""), MODELS, "fast", "falcon-1", desk.catalog)
