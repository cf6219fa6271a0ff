"""The public types, frozen: a strict type checker agrees with `tests/typing/api.py`."""

import os
import subprocess
import sys
from pathlib import Path

import modeldex

API = Path(__file__).parent.parent / "typing" / "api.py"
SOURCE = Path(modeldex.__file__).parent.parent


def _mypy(path: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"),
            *("--config-file=", "--cache-dir", str(cache), str(path)),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(SOURCE)},
        timeout=300,
        check=False,
    )


def test_the_public_types_are_as_promised(tmp_path: Path):
    mistaken = tmp_path / "mistaken.py"
    mistaken.write_text(
        "from typing import assert_type\n"
        "import modeldex\n"
        "assert_type(modeldex.get_model_or_raise('x').context_window, int)\n"
    )

    promised = _mypy(API, tmp_path / "cache")
    control = _mypy(mistaken, tmp_path / "cache")

    assert (promised.stdout, promised.stderr, promised.returncode) == ("", "", 0)
    assert control.returncode == 1
    assert 'Expression is of type "int | None", not "int"' in control.stdout


def test_the_package_says_that_it_is_typed():
    assert (Path(modeldex.__file__).parent / "py.typed").exists()
