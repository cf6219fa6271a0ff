"""`modeldex search`: models by words, typing errors forgiven; what came from a layer apart."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def layer(tmp_path: Path) -> str:
    """A layer that adds one model and restates a limit of another."""
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,name,input_per_1m,max_context\nacme/falcon-9,Falcon 9,1,64000\nacme/falcon-1,,,48000\n", "utf-8"
    )
    return str(path)


@pytest.mark.parametrize("text", ["falcon 2", "falcn-2", "FALCON-2", "flacon 2"])
def test_a_typing_error_is_forgiven(text: str, run):
    found = json.loads(run("search", text, "--json").out)

    assert found[0]["id"] == "acme/falcon-2"


def test_words_need_no_quotes(run):
    assert run("search", "falcon", "2", "--json").out == run("search", "falcon 2", "--json").out


def test_what_is_served_comes_before_what_has_retired(run):
    found = [one["id"] for one in json.loads(run("search", "falcon", "--json").out)]

    assert found.index("acme/falcon-1") < found.index("acme/falcon-0")


def test_only_so_many_are_shown(run):
    assert len(json.loads(run("search", "a", "falcon", "--limit", "2", "--json").out)) == 2


def test_nothing_found_says_so(run):
    ran = run("search", "zzzzqq")

    assert (ran.code, ran.out) == (0, "")
    assert "nothing looks like 'zzzzqq'" in ran.err
    assert run("search", "zzzzqq", "--json").out == "[]\n"


def test_what_a_layer_brought_stands_apart_from_what_was_shipped(run, layer: str):
    out = run("--layer", layer, "search", "falcon").out
    shipped, _, own = out.partition("in layers of your own")

    assert "acme/falcon-9" in own
    assert "acme/falcon-9" not in shipped
    assert "acme/falcon-1" in shipped
    assert "48K" in shipped
    assert "in layers of your own" not in run("search", "falcon").out


def test_a_program_sees_who_brought_a_model(run, layer: str):
    found = {
        one["id"]: one["source"]
        for one in json.loads(run("--layer", layer, "search", "falcon", "--json").out)
    }

    assert found["acme/falcon-9"] == "layer:mine"
    assert found["acme/falcon-1"] == "survey"
