"""`modeldex doctor`: everything that is configured, looked at before it is needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.http.certificate import certificate_for
from tests.http.server import AnswerServer, Reply, Seen

from modeldex.cli.access import Access
from modeldex.cli.provider_checks import provider_findings, used_providers
from modeldex.core.provider import Provider
from modeldex.providers.credentials import Credentials
from modeldex.providers.keyring import KeyringOrigin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "acme-5up3r-s3cr3t-0123456789"
LIST = {"data": [{"id": "falcon-2"}, {"id": "falcon-3"}]}


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a keyring nor a proxy of whoever runs the tests."""
    monkeypatch.setattr(KeyringOrigin, "find", lambda *_: None)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        running.answer("/v1/models", Reply(json=LIST))
        yield running


@pytest.fixture
def told(run, folder: Path):
    """What the command finds under a configuration: (area, about) -> (level, message), and how it ends."""

    def asked(*options: str, config: str = ""):
        if config:
            (folder / "modeldex.toml").write_text(config)
        ran = run("doctor", "--json", *options)
        found = {(one["area"], one["about"]): (one["level"], one["message"]) for one in json.loads(ran.out)}
        return ran.code, found

    return asked


def test_where_nothing_is_configured_nothing_is_amiss(told):
    code, found = told()

    assert code == 0
    assert found["configuration", "none"][0] == "note"
    assert found["models", "ready"][0] == "note"
    assert "none is ready" in found["models", "ready"][1]
    assert [about for area, about in found if area == "provider"] == []


def test_it_is_shown_on_80_columns(run, folder, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", KEY)
    ran = run("doctor")

    assert (ran.code, ran.err) == (0, "ok: 3, note: 1\n")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "acme" in ran.out


def test_a_provider_with_its_key_is_ready_and_says_where_that_is(told, monkeypatch):
    monkeypatch.setenv("ACME_KEY", KEY)
    code, found = told()

    assert code == 0
    assert found["provider", "acme"] == ("ok", "ready, by $ACME_KEY")
    assert found["models", "ready"] == ("ok", "2 are ready; acme/falcon-2 is the default")


def test_a_key_that_is_none_is_a_fault_without_a_word_of_it(told, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", f" {KEY}")
    code, found = told()

    assert code == 1
    assert found["provider", "acme"] == (
        "fault",
        "not ready: $ACME_API_KEY begins or ends with a blank: set it again",
    )
    assert KEY not in str(found)


def test_a_provider_that_is_configured_without_what_it_needs_is_a_fault(told):
    code, found = told(config='[providers.acme]\napi_key = "env:WORK_KEY"\n')

    assert code == 1
    assert found["provider", "acme"] == ("fault", "not ready: it has no key: set WORK_KEY")


def test_every_kind_of_reference_is_followed(told, tmp_path):
    (tmp_path / "key").write_text(KEY)
    _, by_file = told(config=f'[providers.acme]\napi_key = "file:{tmp_path}/key"\n')
    _, by_command = told(config=f'[providers.acme]\napi_key = "command:cat {tmp_path}/key"\n')
    _, by_none = told(config=f'[providers.acme]\napi_key = "command:cat {tmp_path}/none"\n')

    assert by_file["provider", "acme"] == ("ok", f"ready, by file {tmp_path}/key")
    assert by_command["provider", "acme"] == ("ok", "ready, by command of the configuration")
    assert by_none["provider", "acme"][0] == "fault"
    assert "ended with 1" in by_none["provider", "acme"][1]


def test_a_configuration_that_is_wrong_is_told_whole_and_ends_with_2(told):
    code, found = told(config='[providers.acme]\napi_key = "sk-live-0123456789"\ncolour = "red"\n')

    assert code == 2
    assert [level for (area, _), (level, _) in found.items() if area == "configuration"] == ["fault"] * 2
    assert "0123456789" not in str(found)


def test_an_environment_that_is_wrong_ends_with_2(run, folder, monkeypatch):
    monkeypatch.setenv("MODELDEX_GATEWAY_URL", f"https://user:{KEY}@gw.example")
    ran = run("doctor")

    assert ran.code == 2
    assert "MODELDEX_GATEWAY_URL" in ran.err
    assert KEY not in ran.err


def test_a_database_that_is_not_there_is_a_fault_and_is_not_made(told, folder):
    code, found = told(config='[registry]\ndatabase_url = "sqlite:///none.db"\n')

    assert code == 1
    assert found["database", "database_url"][0] == "fault"
    assert not (folder / "none.db").exists()


def test_a_database_that_is_there_is_told(told, run, folder):
    assert run("db", "upgrade", "--database", "sqlite:///kept.db").code == 0
    code, found = told(config='[registry]\ndatabase_url = "sqlite:///kept.db"\n')

    assert code == 0
    assert [level for (area, _), (level, _) in found.items() if area == "database"] == ["ok"]


def test_what_the_client_is_to_use_must_be_there(told, tmp_path):
    (tmp_path / "no.pem").write_text("no certificate")
    code, found = told(
        config=f"""
        [client]
        ca_file = "{tmp_path}/no.pem"
        gateway_url = "https://gw.example/team"
        allow_origins = ["http://10.0.0.5:8000"]
        record_shapes = "{tmp_path}/none/shapes.jsonl"
        """
    )

    assert code == 1
    assert found["client", "ca_file"][0] == found["client", "record_shapes"][0] == "fault"
    assert found["client", "gateway"] == ("note", "all providers are asked through https://gw.example/team")
    assert found["client", "allow_origins"] == ("note", "may be asked: http://10.0.0.5:8000")


def test_where_the_client_cannot_ask_at_all_that_is_the_finding(told, server: AnswerServer):
    config = f'[providers.mine]\nbase_url = "{server.origin}"\nwire_formats = {{ openai_chat = "/v1" }}\n'
    code, found = told("--reach", config=f'{config}[client]\nca_file = "none.pem"\n')

    assert (code, found["client", "ca_file"][0]) == (1, "fault")
    assert "reach" not in {area for area, _ in found}
    assert not server.requests


def test_a_key_for_what_nobody_can_call_here_is_no_fault():
    mute = Provider(id="mute", name="Mute", category="core", env={"api_key": ["MUTE_KEY"]})
    kept = Credentials({"MUTE_KEY": KEY}, keyring=False)
    access = Access(providers={"mute": mute}, credentials=kept, gateway=None, configuration=None)
    [found] = provider_findings(access, used_providers(access))

    assert (found.about, found.level) == ("mute", "note")
    assert "no wire format" in found.message


def test_a_file_of_certificates_that_can_be_read_is_fine(told, tmp_path):
    (tmp_path / "own.pem").write_bytes(certificate_for("gw.example"))

    assert told(config=f'[client]\nca_file = "{tmp_path}/own.pem"\n')[1]["client", "ca_file"][0] == "ok"


def test_models_that_the_configuration_names_and_that_end_are_faults(told):
    code, found = told(
        config="""
        [lifecycle]
        warn_within_days = 3000

        [aliases.models]
        bird = "acme/falcon-1"
        other = "acme/falcon-2"
        """
    )

    assert code == 1
    assert found["model", "acme/falcon-1"][0] == "fault"
    assert found["model", "acme/falcon-1"][1].endswith("; the alias bird names it")
    assert ("model", "acme/falcon-2") not in found


def test_an_old_catalog_is_worth_a_word(told, monkeypatch):
    monkeypatch.setattr("modeldex.cli.session.today", lambda: "2027-10-25")
    code, found = told()

    assert code == 0
    assert [level for (area, _), (level, _) in found.items() if area == "catalog"] == ["note"]


def test_who_is_ready_is_asked_only_on_demand(told, server: AnswerServer, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", KEY)
    config = f'[providers.acme]\nbase_url = "{server.origin}"\n'
    asked_nobody, _ = told(config=config)
    before = list(server.requests)
    code, found = told("--reach", config=config)

    assert (asked_nobody, before, code) == (0, [], 0)
    assert found["reach", "acme"][0] == "ok"
    assert found["reach", "acme"][1].startswith(f"{server.origin} answers in ")
    assert found["reach", "acme"][1].endswith("lists 2 models")


def test_a_key_that_is_refused_is_a_fault_and_remembered_until_it_is_let_in(
    told, server: AnswerServer, monkeypatch
):
    monkeypatch.setenv("ACME_API_KEY", KEY)
    refusal = Reply(status=401, json={"error": {"message": f"no such key: {KEY}"}})

    def let_in(seen: Seen) -> Reply:
        return Reply(json=LIST) if "authorization" in seen.headers else Reply(status=401)

    server.answer("/v1/models", refusal, let_in)
    config = f'[providers.acme]\nbase_url = "{server.origin}"\n'
    first, reached = told("--reach", config=config)
    second, later = told()
    third, again = told("--reach")
    fourth, _ = told()

    assert (first, second, third, fourth) == (1, 1, 1, 0)
    assert reached["reach", "acme"][0] == "fault"
    assert "was refused on" in later["provider", "acme"][1]
    assert again["reach", "acme"][0] == "ok"
    assert KEY not in str([reached, later, again])


def test_where_nobody_answers_it_ends_with_3(told, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", KEY)
    code, found = told("--reach", config='[providers.acme]\nbase_url = "http://127.0.0.1:1"\n')

    assert code == 3
    assert found["reach", "acme"][0] == "fault"


def test_the_provider_that_is_played_here_is_not_asked_over_the_network(told, monkeypatch):
    monkeypatch.setenv("PLAYED", "http://predictable.localhost")
    played = 'wire_formats = { openai_chat = "/v1" }\nenv = { host = ["PLAYED"] }\n'
    code, found = told("--reach", config=f"[providers.predictable]\n{played}")

    assert code == 0
    assert found["provider", "predictable"][0] == "ok"
    assert ("reach", "predictable") not in found


@pytest.mark.parametrize("proxy", ["socks5://proxy.example:1080", f"https://user:{KEY}@proxy.example:x"])
def test_a_proxy_through_which_nobody_can_be_asked_is_a_fault_that_withholds_it(told, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    code, found = told()

    assert code == 1
    assert found["client", "proxy"][0] == "fault"
    assert "HTTPS_PROXY must name a proxy like http://" in found["client", "proxy"][1]
    assert "proxy.example:1080" not in str(found)
    assert KEY not in str(found)


def test_a_proxy_that_can_be_used_is_worth_a_word_without_its_user(told, monkeypatch):
    monkeypatch.setenv("https_proxy", f"http://user:{KEY}@proxy.example:3128")
    code, found = told()

    assert code == 0
    assert found["client", "proxy"] == ("note", "providers are asked through http://proxy.example:3128")
    assert KEY not in str(found)


def test_offline_nobody_is_asked(run, folder, server: AnswerServer):
    assert run("--offline", "doctor").code == 0
    assert run("--offline", "doctor", "--reach").code == 3
    assert server.requests == []
