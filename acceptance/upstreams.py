"""The upstreams: started on free ports of this machine, and ended by their own process ids."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv-acceptance"
STARTS_WITHIN_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def aimock() -> Iterator[str]:
    """The server aimock with the fixtures of this folder; its origin."""
    node = shutil.which("node")
    assert node is not None, "aimock needs Node.js: install the package nodejs of your system"
    port = free_port()
    program = VENV / "node" / "node_modules" / ".bin" / "llmock"
    command = [node, str(program), "-p", str(port), "-f", str(HERE / "fixtures.json")]
    with _running(command, f"http://127.0.0.1:{port}", "/v1/models") as origin:
        yield origin


@contextmanager
def llama_cpp(folder: Path, mode: Sequence[str] = ()) -> Iterator[str]:
    """llama.cpp's server with a tiny model of random weights, made in a folder; its origin."""
    python, model, port = VENV / "bin" / "python", folder / "tiny.gguf", free_port()
    subprocess.run([python, HERE / "tiny_model.py", model], check=True, timeout=60)
    command = [str(python), str(HERE / "llama_server.py"), str(model), str(port), *mode]
    with _running(command, f"http://127.0.0.1:{port}", "/health") as origin:
        yield origin


@contextmanager
def _running(command: Sequence[str], origin: str, path: str) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, origin + path)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        try:
            with urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} gave no answer within {STARTS_WITHIN_SECONDS} s")
