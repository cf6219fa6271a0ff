"""`modeldex providers` and `modeldex aliases`: who serves what, and under which other names."""

import json

import pytest

from modeldex.providers.credentials import Credentials
from modeldex.providers.keyring import KeyringOrigin
from modeldex.providers.refused_keys import FILE, RefusedKeys

KEY = "acme-5up3r-s3cr3t-0123456789"


def test_every_provider_is_listed_with_the_name_of_its_key(run):
    ran = run("providers", "--csv")
    header, *rows = ran.out.splitlines()

    assert header == "id,name,category,models,env,base_url,closed_on,ready,not_ready_reason,mend"
    assert rows[0] == (
        "acme,Acme,core,2,ACME_API_KEY,https://api.acme.example,,false,"
        "it has no key: set ACME_API_KEY,set ACME_API_KEY"
    )
    assert [row.split(",")[0] for row in rows] == ["acme", "bazaar", "cellar", "hub"]


def test_a_kind_of_provider_can_be_asked_for(run):
    assert [one["id"] for one in json.loads(run("providers", "--category", "local", "--json").out)] == [
        "cellar"
    ]


def test_one_provider_is_shown_under_any_of_its_names(run):
    out = run("providers", "acme-ai").out

    assert "Acme  (acme)" in out
    assert "ACME_API_KEY, ACME_KEY" in out
    assert "openai_chat under /v1" in out
    assert out == run("providers", "acme").out


def test_no_value_of_a_key_is_shown(run, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", "sk-secret-1234")

    assert "sk-secret" not in run("providers", "acme").out + run("providers", "--json").out


def test_a_provider_is_ready_once_its_key_is_set(run, monkeypatch):
    before = json.loads(run("providers", "acme", "--json").out)
    monkeypatch.setenv("ACME_KEY", KEY)
    after = json.loads(run("providers", "acme", "--json").out)
    listed = run("providers", "--ready")

    assert (before["ready"], before["mend"]) == (False, "set ACME_API_KEY")
    assert before["not_ready_reason"] == "it has no key: set ACME_API_KEY"
    assert (after["ready"], after["not_ready_reason"], after["mend"]) == (True, None, None)
    assert [line.split()[0] for line in listed.out.splitlines()[2:]] == ["acme"]
    assert "1 provider, 1 ready" in listed.err
    assert "ready yes" in " ".join(run("providers", "acme").out.split())


def test_a_key_that_is_none_is_the_reason_without_a_word_of_it(run, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", f"{KEY}\n")
    ran = run("providers", "acme")

    assert "not ready" in ran.out
    assert "holds a line break" in ran.out
    assert KEY not in ran.out + ran.err


def test_a_key_that_was_refused_is_known_to_the_next_command(run, monkeypatch, tmp_path, small):
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ACME_API_KEY", KEY)
    held = Credentials(keyring=False, refused=RefusedKeys(tmp_path / FILE))
    held.refused.note(small.provider("acme"), held, status=401, message="no such key")

    assert "refused" in run("providers").out
    assert "no such key: set another" in " ".join(run("providers", "acme").out.split())
    monkeypatch.setenv("ACME_API_KEY", f"{KEY}-2")
    assert json.loads(run("providers", "acme", "--json").out)["ready"] is True


def test_providers_of_the_configuration_are_listed_and_may_be_named(run, folder, monkeypatch):
    (folder / "modeldex.toml").write_text(
        """
        [providers.shed]
        base_url = "http://10.0.0.5:8000"
        wire_formats = { openai_chat = "/v1" }
        api_key = "env:SHED_KEY"
        aliases = ["barn"]

        [providers.acme]
        api_key = "command:no-such-program --of-mine"
        """
    )
    listed = {one["id"]: one for one in json.loads(run("providers", "--json").out)}
    shed = json.loads(run("providers", "barn", "--json").out)
    acme = json.loads(run("providers", "acme", "--json").out)

    assert listed["shed"]["mend"] == shed["mend"] == "set SHED_KEY"
    assert listed["acme"]["ready"] is True  # a list runs no command
    assert "no-such-program cannot be run" in acme["not_ready_reason"]
    assert "--of-mine" not in str(acme)
    monkeypatch.setenv("SHED_KEY", KEY)
    assert json.loads(run("providers", "shed", "--json").out)["ready"] is True


def test_what_a_provider_does_with_content_is_shown_as_far_as_it_is_known(run, folder):
    policy = "trains_on_input = false\nretention_days = 30\nregions = ['eu', 'eu-west-1']"
    (folder / "modeldex.toml").write_text(f"[providers.acme.data_policy]\n{policy}")

    lines = [line.rstrip() for line in run("providers", "acme").out.splitlines()]
    assert "trains on input  no" in lines
    assert "days it is kept  30" in lines
    assert "worked on in     eu, eu-west-1" in lines
    assert not any(line.startswith("keeps nothing") for line in lines)
    assert json.loads(run("providers", "acme", "--json").out)["data_policy"] == {
        "trains_on_input": False, "retention_days": 30, "regions": ["eu", "eu-west-1"],
    }  # fmt: skip
    assert "trains" not in run("providers", "hub").out


def test_a_list_opens_no_keyring(run, monkeypatch):
    monkeypatch.setattr(KeyringOrigin, "find", lambda *_: pytest.fail("the keyring was opened"))

    assert run("providers").code == run("providers", "--ready", "--json").code == 0


def test_behind_a_gateway_a_key_is_needed_all_the_same(run, monkeypatch):
    monkeypatch.setenv("MODELDEX_GATEWAY_URL", "https://gw.example")

    assert json.loads(run("providers", "--ready", "--json").out) == []


def test_who_serves_a_model_is_listed_the_cheapest_first(run):
    offered = json.loads(run("providers", "borealis/aurora-7b", "--json").out)

    assert [one["id"] for one in offered] == ["bazaar/aurora-7b", "hub/aurora-7b", "cellar/aurora-7b"]


def test_the_name_after_the_maker_or_of_an_offering_will_do(run):
    whole = run("providers", "borealis/aurora-7b").out

    assert run("providers", "aurora-7b").out == whole
    assert run("providers", "hub/aurora-7b").out == whole


def test_a_name_that_is_neither_is_suggested(run):
    ran = run("providers", "Aurora 7b")

    assert (ran.code, ran.out) == (4, "")
    assert "did you mean borealis/aurora-7b" in ran.err


def test_options_that_do_not_go_together_are_refused(run):
    assert run("providers", "acme", "--category", "core").code == 2
    assert run("providers", "acme", "--retired").code == 2
    assert run("providers", "--retired").code == 2
    assert run("providers", "acme", "--ready").code == 2


def test_other_names_are_listed_with_what_they_mean(run):
    assert run("aliases", "--csv").out.splitlines() == [
        "alias,kind,target",
        "acme-ai,provider,acme",
        "falcon-latest,model,acme/falcon-2",
        "falcon-two,model,acme/falcon-2",
    ]


def test_other_names_of_one_model_or_provider(run):
    assert [one["alias"] for one in json.loads(run("aliases", "falcon-latest", "--json").out)] == [
        "falcon-latest",
        "falcon-two",
    ]
    assert [one["alias"] for one in json.loads(run("aliases", "acme", "--json").out)] == ["acme-ai"]
    assert len(json.loads(run("aliases", "--provider", "acme-ai", "--json").out)) == 3


def test_a_model_without_another_name_is_no_error(run):
    ran = run("aliases", "hub/auto")

    assert (ran.code, ran.out, ran.err) == (0, "", "hub/auto has no other name\n")


def test_sources_say_who_when_and_under_which_terms(run):
    named = {one["name"]: one for one in json.loads(run("sources", "--json").out)}

    assert named["survey"] == {
        "name": "survey",
        "title": "A survey",
        "url": "https://survey.example/all.json",
        "licence": "MIT",
        "seen_on": "2026-10-25",
        "offerings": 5,
    }
    assert named["official"]["seen_on"] is None
