"""`modeldex validate`: the facts held against every rule, and the exit code that says how they are."""

import json
import shutil
from pathlib import Path

import pytest

from modeldex.pipeline.rules.table import RULES

GOLDEN = Path(__file__).parent.parent / "golden" / "data"
BAD_ALIAS = "model,nothing,acme/falcon-9,it never was\n"
DUPLICATES = "id,name\n" + "".join(f"hub/owl-{n}.5,Owl\nhub/owl-{n}-5,Owl\n" for n in range(7))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the small folder of facts."""
    return Path(shutil.copytree(GOLDEN, tmp_path / "data"))


def alter(data: Path, path: str, text: str) -> None:
    with (data / path).open("a") as file:
        file.write(text)


@pytest.fixture
def doubtful(data: Path) -> Path:
    """A folder in which seven ids are spelled twice."""
    alter(data, "sources/manifest.csv", "owls,Owls,https://owls.example,MIT,,2026-10-24,14\n")
    (data / "sources" / "owls.csv").write_text(DUPLICATES)
    return data


@pytest.fixture
def wrong(data: Path) -> Path:
    """A folder in which an alias names nothing."""
    alter(data, "aliases.csv", BAD_ALIAS)
    return data


def report(run, data: Path, *options: str):
    ran = run("validate", "--data", str(data), "--json", *options)
    return ran.code, {rule["name"]: rule for rule in json.loads(ran.out)["rules"]}


def test_facts_in_order_end_with_zero_and_every_rule_was_asked(run, data: Path):
    code, rules = report(run, data)

    assert code == 0
    assert set(rules) == {rule.name for rule in RULES}
    assert {name for name, rule in rules.items() if rule["severity"] == "error" and rule["count"]} == set()


def test_an_error_ends_with_one(run, wrong: Path):
    code, rules = report(run, wrong)

    assert code == 1
    assert rules["unresolvable-alias"]["count"] == 1
    assert rules["unresolvable-alias"]["findings"] == [
        {"subject": "nothing", "field": "alias", "detail": "names acme/falcon-9, which is no offering"}
    ]


def test_doubts_alone_end_with_zero(run, doubtful: Path):
    code, rules = report(run, doubtful)

    assert (code, rules["duplicate-id"]["count"]) == (0, 7)
    assert len(rules["duplicate-id"]["findings"]) == 7


def test_errors_come_first(run, wrong: Path):
    _, rules = report(run, wrong)

    severities = [rule["severity"] for rule in rules.values()]
    assert severities == sorted(severities, key=("error", "doubt").index)


def test_single_rules_can_be_asked(run, wrong: Path):
    assert set(report(run, wrong, "--rule", "duplicate-id", "--rule", "another-unit")[1]) == {
        "duplicate-id",
        "another-unit",
    }
    assert report(run, wrong, "--rule", "duplicate-id")[0] == 0
    assert report(run, wrong, "--rule", "unresolvable-alias")[0] == 1


def test_doubts_can_be_left_out(run, doubtful: Path):
    code, rules = report(run, doubtful, "--errors-only")

    assert code == 0
    assert {rule["severity"] for rule in rules.values()} == {"error"}


def test_people_see_five_of_a_rule_and_how_to_see_all(run, doubtful: Path):
    some, every = (
        run("validate", "--data", str(doubtful), "--rule", "duplicate-id", *options)
        for options in ((), ("--limit", "0"))
    )

    assert some.out.count("punctuation only") == 5
    assert "\nand 2 more\n" in some.out
    assert some.err == "errors: 0, doubts: 7, offerings: 23\n--limit 0 shows all findings\n"
    assert every.out.count("punctuation only") == 7
    assert "more" not in every.out.partition("duplicate-id, doubt")[2]
    assert len(report(run, doubtful, "--limit", "2")[1]["duplicate-id"]["findings"]) == 2


def test_the_table_has_a_line_for_each_rule_that_is_not_kept_within_80_columns(run, wrong: Path):
    ran = run("validate", "--data", str(wrong))
    out, counts = ran.out, {name: rule["count"] for name, rule in report(run, wrong)[1].items()}

    for rule in RULES:
        has_line = any(
            line.split()[:3] == [rule.name, rule.severity, rule.scope] for line in out.splitlines()
        )
        assert has_line == (counts[rule.name] > 0)
    assert f"{sum(not count for count in counts.values())} rules are kept\n" in ran.err
    assert max(map(len, out.splitlines())) <= 80
    assert "unresolvable-alias, error" in out


def test_a_fault_in_the_tables_is_named_with_its_place_and_ends_with_one(run, data: Path):
    alter(data, "sources/listing.csv", "hub/bad,Bad,C,much,,,,\n")
    ran = run("validate", "--data", str(data))

    assert (ran.code, ran.out) == (1, "")
    assert "[E4101]" in ran.err
    assert "listing.csv:5: input_per_1m" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rule", "no-such-rule"), "'no-such-rule' is not one of"),
        (("--data", "nowhere"), "does not exist"),
        (("--rule", "duplicate-id", "--errors-only"), "leaves none of these rules"),
    ],
)
def test_a_wrong_option_is_a_usage_error(options: tuple[str, ...], said: str, run):
    ran = run("validate", *options)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
