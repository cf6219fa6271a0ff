"""`modeldex release`: a signed release, and the keys to sign it."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from tests.updates.desk import changed

GOLDEN = Path(__file__).parent.parent / "golden"
INTO = ("--into", "public")
KEY = ("--key", "keys/release.key")


@pytest.fixture
def keys(folder: Path, run) -> Path:
    assert run("release", "keygen", "--into", "keys").code == 0
    return folder / "keys"


def test_keys_are_a_private_file_and_one_to_give_away(keys: Path):
    private, public = keys / "release.key", keys / "release.pub"

    assert public.read_text().startswith("ed25519-")
    if os.name != "nt":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_private_key_is_never_shown(keys: Path, run):
    secret = (keys / "release.key").read_text().strip().partition(":")[2]

    for words in (("release", *KEY, *INTO), ("release", "--key", "keys/release.pub", *INTO)):
        ran = run(*words)
        assert secret not in ran.out + ran.err
    assert secret not in run("release", "keygen", "--into", "others").err


@pytest.mark.parametrize("there", ["release.key", "release.pub"])
def test_a_key_is_never_written_over(keys: Path, run, there: str):
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    for path in keys.iterdir():
        if path.name != there:
            path.unlink()

    ran = run("release", "keygen", "--into", "keys")

    assert ran.code == 2
    assert there in ran.err
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == {there: before[there]}


def test_a_release_is_written_and_can_be_applied(keys: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(keys.parent / "home"))
    made = json.loads(run("release", *KEY, *INTO, "--json").out)

    assert [(one["serial"], one["version"], one["schema"]) for one in made] == [
        (1, "2026-10-25-v3", 4), (1, "2026-10-25-v3", 3),
    ]  # fmt: skip
    assert (keys.parent / "public" / made[0]["file"]).stat().st_size == made[0]["size"]
    plan = run("update", "plan", "--from", "public", "--key", "keys/release.pub")
    assert plan.code == 0
    assert "nothing is different" in plan.err


def test_another_catalog_is_released_by_a_key_of_the_environment(
    keys: Path, run, small_path: Path, monkeypatch: pytest.MonkeyPatch
):
    changed(small_path, keys.parent / "next.sqlite", "2026-11-20-v1")
    monkeypatch.setenv("OUR_KEY", (keys / "release.key").read_text())

    ran = run("--catalog", "next.sqlite", "release", "--key", "env:OUR_KEY", *INTO, "--expires", "2w")

    assert ran.code == 0
    assert "2026-11-20-v1 is ready to be published as release 1" in ran.err


def test_a_dry_run_publishes_nothing(keys: Path, run):
    ran = run("release", *KEY, *INTO, "--dry-run")

    assert "would be ready" in ran.err
    assert not (keys.parent / "public").exists()


def test_a_rotation_is_published_by_both_keys(keys: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(keys.parent / "home"))
    run("release", "keygen", "--into", "keys", "--name", "new")
    old = (keys / "release.pub").read_text().partition(":")[0]

    ran = run("release", "--key", "keys/new.key", *KEY, *INTO, "--retire", f"{old}=2099-01-01")
    assert ran.code == 0
    run("update", "apply", "--from", "public", "--key", "keys/release.pub", "--trust")

    trusted = json.loads((keys.parent / "home" / "updates" / "trusted.json").read_text())["keys"]
    assert {one["key"].partition(":")[0]: one["retires"] for one in trusted} == {
        (keys / "new.pub").read_text().partition(":")[0]: None, old: "2099-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--key FILE|env:NAME"),
        ((*KEY,), 2, "--into DIR"),
        ((*INTO, "--key", "no-such.key"), 2, "no-such.key"),
        ((*INTO, "--key", "env:NOT_SET"), 2, "NOT_SET is not set"),
        ((*INTO, "--key", "keys/release.pub"), 2, "holds no private key"),
        ((*INTO, *KEY, "--retire", "soon"), 2, "--retire"),
        ((*INTO, *KEY, "--retire", "ed25519-0000000000000000=2027-01-01"), 2, "--retire"),
        ((*INTO, *KEY, "--retire", "OURS=2027-13-41"), 2, "--retire"),
        ((*INTO, *KEY, "--retire", "OURS=2020-01-01"), 1, "every key that signs retires"),
        ((*INTO, *KEY, "--expires", "3y"), 1, "from 1 to 400 days"),
        ((*INTO, *KEY, "--previous", "keys"), 1, "holds no release"),
    ],
)
def test_a_release_that_cannot_be_is_refused(keys: Path, run, words: tuple[str, ...], code: int, said: str):
    ours = (keys / "release.pub").read_text().partition(":")[0]

    ran = run("release", *(word.replace("OURS", ours) for word in words))

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert not (keys.parent / "public").exists()


def test_facts_that_are_not_fit_are_not_published(keys: Path, run):
    data = shutil.copytree(GOLDEN / "data", keys.parent / "facts")
    assert run("release", *KEY, *INTO, "--data", "facts", "--dry-run").code == 0
    table = data / "curated" / "acme.csv"
    table.write_text(table.read_text().replace("https://acme.example/falcon-2", ""))

    ran = run("release", *KEY, *INTO, "--data", "facts")

    assert ran.code == 1
    assert "acme.csv" in ran.err
    assert not (keys.parent / "public").exists()


def test_a_catalog_that_is_not_built_of_the_facts_that_are_checked_is_not_published(keys: Path, run):
    data = shutil.copytree(GOLDEN / "data", keys.parent / "facts")
    table = data / "curated" / "acme.csv"
    assert "Falcon 0" in table.read_text()
    table.write_text(table.read_text().replace("Falcon 0", "Falcon Zero"))

    ran = run("release", *KEY, *INTO, "--data", "facts")

    assert ran.code == 1
    assert "is not what facts gives: build it anew, modeldex build --data facts" in ran.err
    assert not (keys.parent / "public").exists()
    assert run("build", "--data", "facts", "--output", "built.sqlite").code == 0
    assert run("--catalog", "built.sqlite", "release", *KEY, *INTO, "--data", "facts").code == 0
