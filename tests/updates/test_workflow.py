"""What the workflow that publishes does, step by step, as its own shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.http.server import AnswerServer, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "catalog.yml"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="its steps run on Linux")


def step(name: str) -> dict[str, Any]:
    jobs = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    (found,) = [one for job in jobs.values() for one in job["steps"] if one.get("name") == name]
    assert isinstance(found, dict)
    return found


def ran(name: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a step in a folder, as `shell: bash` does."""
    tools = f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step(name)["run"]],
        cwd=folder,
        env={**os.environ, "PATH": tools, "PYTHONUTF8": "1", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    made = subprocess.run(["git", *named, *words], cwd=folder, capture_output=True, text=True, check=True)
    return made.stdout.strip()


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as started:
        yield started


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose facts have changed twice since the first commit, of which a release was made."""
    git(tmp_path, "init", "-q")
    for number in (1, 2, 3):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "facts.csv").write_text(f"{number}\n")
        git(tmp_path, "add", "data")
        git(tmp_path, "commit", "-qm", str(number))
    return tmp_path


FETCH = "Fetch the manifests of the release before, and the facts that it had"


def fetched(repository: Path, server: AnswerServer, first: str = "false") -> subprocess.CompletedProcess[str]:
    return ran(FETCH, repository, PUBLISHED=server.url("/").rstrip("/"), IS_FIRST=first)


def test_facts_are_compared_with_those_of_the_release_before_and_no_later_ones(
    repository: Path, server: AnswerServer
):
    server.answer("/manifest-schema4.json", Reply(body=b"{}"))
    server.answer("/facts-commit", Reply(body=git(repository, "rev-parse", "HEAD~2").encode() + b"\n"))

    found = fetched(repository, server)

    assert found.returncode == 0, found.stderr
    assert (repository / "build/facts/data/facts.csv").read_text() == "1\n"
    assert [path.name for path in (repository / "build/before").iterdir()] == ["manifest-schema4.json"]


@pytest.mark.parametrize("commit", [None, b"", b"0" * 40, b"--help", b"HEAD~1"])
def test_without_the_commit_of_the_release_before_nothing_is_released(
    repository: Path, server: AnswerServer, commit: bytes | None
):
    server.answer("/manifest-schema4.json", Reply(body=b"{}"))
    if commit is not None:
        server.answer("/facts-commit", Reply(body=commit))

    found = fetched(repository, server)

    assert found.returncode == 1
    assert "names no commit of this repository" in found.stderr


def test_a_place_without_a_release_is_not_taken_for_that_of_the_first_one(
    repository: Path, server: AnswerServer
):
    found = fetched(repository, server)

    assert found.returncode == 1
    assert "first_release" in found.stderr
    assert fetched(repository, server, "true").returncode == 0


def test_a_first_release_is_refused_where_there_is_one(repository: Path, server: AnswerServer):
    server.answer("/manifest-schema3.json", Reply(body=b"{}"))

    found = fetched(repository, server, "true")

    assert found.returncode == 1
    assert "this is not the first one" in found.stderr


def test_a_server_that_fails_is_not_taken_for_an_empty_one(repository: Path, server: AnswerServer):
    server.answer("/manifest-schema4.json", Reply(status=503))

    assert fetched(repository, server, "true").returncode == 1


@pytest.mark.parametrize(
    ("code", "report", "expected"),
    [(0, "fine", 0), (1, "findings", 0), (1, None, 1), (0, None, 1), (3, "old", 1)],
)
def test_findings_are_proposed_and_failures_are_not(
    tmp_path: Path, code: int, report: str | None, expected: int
):
    program = tmp_path / "bin" / "modeldex"
    program.parent.mkdir()
    writing = "" if report is None else f"mkdir -p build/pipeline; echo {report} > build/pipeline/report.md\n"
    program.write_text(f"#!/bin/sh\n{writing}exit {code}\n")
    program.chmod(0o755)

    assert ran("Run the pipeline", tmp_path).returncode == expected
