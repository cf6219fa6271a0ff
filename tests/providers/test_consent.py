"""Providers that ask for no key: they are used once the user says that they run, or calls them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.providers.groq import GROQ, KEY, credentials

from modeldex import ModelCatalog, ModelConfig
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.prerequisites import OPT_IN, NotReady, not_ready_reason

if TYPE_CHECKING:
    from modeldex.core.provider import Provider


def known(slug: str) -> Provider:
    return ModelCatalog.bundled().provider(slug)


def asked(of: Provider | str, held: Credentials, *, is_named: bool = False) -> NotReady | None:
    one = known(of) if isinstance(of, str) else of
    return not_ready_reason(ModelConfig(model_id="m", provider=one.id), one, held, is_named=is_named)


def test_a_server_of_ones_own_waits_for_a_word_that_it_runs():
    found = asked("ollama", credentials())

    assert found is not None
    assert found.kinds == (OPT_IN,)
    assert found.mend is not None
    assert found.mend.startswith("set OLLAMA_HOST=http://localhost:11434 or ")
    assert "[providers.ollama]" in found.mend
    assert asked("ollama", credentials(), is_named=True) is None


def test_its_address_or_a_key_for_it_is_such_a_word():
    assert asked("ollama", credentials(OLLAMA_HOST="localhost")) is None
    assert asked("lmstudio", credentials(LMSTUDIO_API_KEY=KEY)) is None
    assert "[providers.lmstudio]" in str(asked("lmstudio", credentials()))


def test_a_table_in_the_configuration_is_one_too():
    told = Configured(providers=frozenset({"ollama"}))

    assert asked("ollama", Credentials({}, keyring=False, configured=told)) is None
    assert asked("lmstudio", Credentials({}, keyring=False, configured=told)) is not None


def test_a_provider_that_signs_nothing_waits_for_a_word_as_well():
    free = GROQ.replace(id="free", env={"base_url": ["FREE_BASE"]}, signing={"openai_chat": "none"})
    found = asked(free, credentials())

    assert found is not None
    assert found.kinds == (OPT_IN,)
    assert asked(free, credentials(FREE_BASE="https://free.example/v1")) is None


def test_a_provider_that_wants_a_key_is_not_used_without_one_whoever_names_it():
    assert asked("groq", credentials(), is_named=True) is not None
