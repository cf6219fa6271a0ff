"""Building reads what the sources said, and loads none of them."""

from __future__ import annotations

import subprocess
import sys

_LOADED = """
import sys
import modeldex.cli.build
print(sorted(name for name in sys.modules if name.startswith(("modeldex.sources", "asyncio"))))
"""


def test_the_command_that_builds_loads_no_source_and_nothing_of_the_network() -> None:
    ran = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
