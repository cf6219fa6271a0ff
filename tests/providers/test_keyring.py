"""Keys that the operating system keeps, in a real backend, a failing one, a locked one and a slow one."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked
from tests.providers.groq import GROQ, KEY

from modeldex import CredentialError
from modeldex.core.secret import Secret
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.keyring import KeyringOrigin

if TYPE_CHECKING:
    from collections.abc import Iterator


class MemoryKeyring(KeyringBackend):
    """Keeps entries in memory, and counts who asked for what."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        super().get_password(service, username)
        raise KeyringLocked(f"cannot unlock {KEY}")


class SilentKeyring(MemoryKeyring):
    """Waits for an owner who is away."""

    def __init__(self) -> None:
        super().__init__()
        self.owner = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        super().get_password(service, username)
        self.owner.wait(60)
        return KEY


@pytest.fixture(autouse=True)
def _own_keyring_again() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def using(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)


def test_a_key_is_kept_under_provider_and_role_or_under_the_provider_alone():
    using(memory := MemoryKeyring())
    keyring.set_password("modeldex", "groq", "short")
    short = Credentials({}).secret(GROQ, "api_key")
    keyring.set_password("modeldex", "groq/api_key", "full")

    assert short == Secret("short")
    assert Credentials({}).secret(GROQ, "api_key") == Secret("full")
    assert Credentials({}).where(GROQ, "api_key") == "keyring"
    assert memory.asked[:2] == [("modeldex", "groq/api_key"), ("modeldex", "groq")]


def test_the_environment_comes_first_and_the_keyring_is_not_asked():
    using(memory := MemoryKeyring())
    keyring.set_password("modeldex", "groq", "kept")

    assert Credentials({"GROQ_KEY": "set"}).secret(GROQ, "api_key") == Secret("set")
    assert memory.asked == []


def test_the_keyring_is_asked_once_for_a_key_that_it_has_or_has_not():
    using(memory := MemoryKeyring())
    kept = Credentials({})
    first = kept.secret(GROQ, "api_key")
    keyring.set_password("modeldex", "groq", KEY)

    assert (first, kept.secret(GROQ, "api_key"), kept.where(GROQ, "api_key")) == (None, None, None)
    assert memory.asked == [("modeldex", "groq/api_key"), ("modeldex", "groq")]


def test_it_is_not_asked_for_what_is_no_secret_nor_where_the_user_wants_none():
    using(memory := MemoryKeyring())
    keyring.set_password("modeldex", "groq", KEY)
    keyring.set_password("modeldex", "groq/region", "eu")

    assert Credentials({}).value(GROQ, "region") is None
    assert Credentials({}, keyring=False).secret(GROQ, "api_key") is None
    assert memory.asked == []


def test_a_blank_entry_counts_as_none_and_a_broken_one_is_withheld():
    using(MemoryKeyring())
    keyring.set_password("modeldex", "groq/api_key", "  ")
    keyring.set_password("modeldex", "groq", f"{KEY}\n")

    with pytest.raises(CredentialError) as raised:
        Credentials({}).secret(GROQ, "api_key")
    assert "api_key in the keyring holds a line break" in str(raised.value)
    assert KEY not in str(raised.value)


def test_a_keyring_without_a_backend_is_an_empty_one():
    using(fail.Keyring())  # type: ignore[no-untyped-call]

    assert Credentials({}).secret(GROQ, "api_key") is None


def test_a_locked_keyring_is_asked_once_and_its_words_are_kept_from_the_log(caplog: pytest.LogCaptureFixture):
    using(locked := LockedKeyring())
    origin = KeyringOrigin()
    with caplog.at_level("DEBUG"):
        found = [origin.find("groq", "api_key", ["GROQ_API_KEY"]), origin.find("openai", "api_key", [])]

    assert found == [None, None]
    assert len(locked.asked) == 1
    assert "the keyring counts as empty: KeyringLocked" in caplog.text
    assert KEY not in caplog.text


def test_a_keyring_that_does_not_answer_is_not_waited_for_again():
    using(silent := SilentKeyring())
    origin = KeyringOrigin(most_seconds=0.05)

    assert origin.find("groq", "api_key", []) is None
    assert origin.find("openai", "api_key", []) is None
    assert len(silent.asked) == 1
    silent.owner.set()


def test_without_the_library_it_is_an_empty_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert Credentials({}).secret(GROQ, "api_key") is None


def test_the_library_is_loaded_with_the_first_question_and_not_before():
    script = (
        "import sys, modeldex.providers.signing, modeldex.providers.addresses\n"
        "from modeldex.providers.credentials import Credentials; Credentials()\n"
        "print({'keyring', 'botocore', 'google.auth', 'aiohttp'} & set(sys.modules))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert ran.stdout == "set()\n"


def test_an_entry_never_shows_in_what_the_origin_prints():
    using(MemoryKeyring())
    keyring.set_password("modeldex", "groq", KEY)
    origin = KeyringOrigin()
    found = origin.find("groq", "api_key", [])

    assert found is not None
    assert KEY not in f"{origin!r} {found!r} {vars(origin)}"


class Reference:
    def __init__(self, value: str) -> None:
        self.kind, self.value = "keyring", value


def referring(value: str) -> Credentials:
    """Credentials of a configuration that refers to the keyring for one key, and asks it for no other."""
    told = Configured(references={"groq": {"api_key": Reference(value)}})
    return Credentials({}, keyring=False, configured=told)


def test_a_configuration_may_refer_to_the_usual_entry_or_to_one_of_another_program():
    using(MemoryKeyring())
    keyring.set_password("modeldex", "groq", "usual")
    keyring.set_password("work/tools", "ada", "other")

    assert referring("").secret(GROQ, "api_key") == Secret("usual")
    assert referring("").where(GROQ, "api_key") == "keyring"
    assert referring("work/ada").secret(GROQ, "api_key") is None
    keyring.set_password("work", "ada", KEY)
    assert referring("work/ada").secret(GROQ, "api_key") == Secret(KEY)


def test_an_entry_that_is_referred_to_and_is_not_there_says_how_to_make_it():
    using(MemoryKeyring())

    assert referring("").awaited(GROQ, "api_key") == "keyring set modeldex groq"
    assert referring("work/ada").awaited(GROQ, "api_key") == "keyring set work ada"


def test_who_only_looks_opens_no_keyring_and_takes_what_is_referred_to_to_be_there():
    using(memory := MemoryKeyring())
    keyring.set_password("modeldex", "groq", KEY)
    told = Configured(references={"groq": {"api_key": Reference("")}})

    assert Credentials({}, opens=False).where(GROQ, "api_key") is None
    assert Credentials({}, configured=told, opens=False).where(GROQ, "api_key") == "keyring"
    assert Credentials({}, configured=told, opens=False).secret(GROQ, "api_key") != Secret(KEY)
    assert memory.asked == []


def test_one_thread_asks_for_all_the_names_of_a_key():
    begun = []

    class Counting(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            begun.append(threading.get_ident())
            return super().get_password(service, username)

    using(Counting())
    KeyringOrigin().find("groq", "api_key", ())

    assert len(begun) == 2
    assert len(set(begun)) == 1
