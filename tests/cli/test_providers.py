"""`modeldex providers` and `modeldex aliases`: who serves what, and under which other names."""

import json


def test_every_provider_is_listed_with_the_name_of_its_key(run):
    ran = run("providers", "--csv")
    header, *rows = ran.out.splitlines()

    assert header == "id,name,category,models,env,base_url,closed_on"
    assert rows[0] == "acme,Acme,core,2,ACME_API_KEY,https://api.acme.example,"
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
