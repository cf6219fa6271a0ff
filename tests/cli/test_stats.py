"""`modeldex stats`: what the catalog holds."""

import json


def test_json_counts_models_providers_and_fields(run):
    stats = json.loads(run("stats", "--json").out)

    assert (stats["models"], stats["providers"], stats["statements"]) == (9, 4, 109)
    assert stats["by_status"]["active"] == 6
    assert stats["sources"]["survey"] == {"offerings": 5, "seen_on": "2026-10-25"}
    assert stats["sources"]["official"]["seen_on"] is None
    assert stats["stated"]["status"] == 1
    assert stats["version"] == "2026-10-25-v3"


def test_json_of_the_bundled_catalog_shows_what_was_promised(run, monkeypatch):
    monkeypatch.setattr("modeldex.catalog.reader._bundled", None)
    stats = json.loads(run("stats", "--json").out)

    assert stats["models"] >= 7_000
    assert stats["providers"] >= 120
    assert all(0 <= share <= 1 for share in stats["stated"].values())


def test_people_see_the_same_counts(run):
    ran = run("stats")
    lines = {line.split("  ")[0]: line for line in ran.out.splitlines()}

    assert (ran.code, ran.err) == (0, "")
    assert lines["models"].split() == ["models", "9"]
    assert lines["sources"].split() == ["sources", "5:", "modeldex", "sources"]
    assert lines["status"].split() == ["status", "100.0%"]


def test_people_are_shown_no_value_of_python(run):
    out = run("stats").out

    assert "None" not in out
    assert "{" not in out
