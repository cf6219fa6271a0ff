"""Changes to a file: only what is asked for changes, and nothing faulty is written."""

from __future__ import annotations

import os
import stat
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex.config.editing import MODELS, PROVIDERS, Renamed, remove_alias, rename_ids, set_alias
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from tests.config.conftest import Desk

TEXT = """\
# Mine.
[lifecycle]   # how models end
when_retired = 'warn'  # for now

[aliases.models]  # names
fast = "falcon-1"   # cheap
best = "acme/falcon-2"

[models."acme/falcon-2"]
rpm = 5 # five
"""


def test_an_alias_is_set_and_everything_else_stays(desk: Desk) -> None:
    path = desk.write(TEXT)

    set_alias(path, MODELS, "new", "hub/auto", desk.catalog)
    set_alias(path, MODELS, "fast", "falcon-2", desk.catalog)

    assert path.read_text() == TEXT.replace('"falcon-1"', '"falcon-2"').replace(
        'best = "acme/falcon-2"\n', 'best = "acme/falcon-2"\nnew = "hub/auto"\n'
    )


def test_an_alias_of_a_provider_gets_a_table_of_its_own(desk: Desk) -> None:
    path = desk.write(TEXT)

    set_alias(path, PROVIDERS, "a", "acme", desk.catalog)

    assert tomllib.loads(path.read_text()) == tomllib.loads(TEXT + '[aliases.providers]\na = "acme"\n')
    assert path.read_text().startswith("# Mine.\n[lifecycle]   # how models end\n")


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "[aliases]\n", "aliases = {}\n", "[registry]\nwatch = true"]
)
def test_a_table_is_made_where_there_is_none(desk: Desk, text: str) -> None:
    path = desk.write(text)

    set_alias(path, MODELS, "fast", "falcon-1", desk.catalog)

    assert tomllib.loads(path.read_text()) == tomllib.loads(text) | {
        "aliases": {"models": {"fast": "falcon-1"}}
    }


def test_a_file_is_made_where_there_is_none(desk: Desk) -> None:
    path = desk.folder / "new" / "modeldex.toml"

    set_alias(path, MODELS, "fast", "falcon-1", desk.catalog)

    assert path.read_text() == '[aliases.models]\nfast = "falcon-1"\n'


def test_an_alias_is_taken_out(desk: Desk) -> None:
    path = desk.write(TEXT)

    assert remove_alias(path, MODELS, "fast", desk.catalog) is True
    assert path.read_text() == TEXT.replace('fast = "falcon-1"   # cheap\n', "")
    assert remove_alias(path, MODELS, "fast", desk.catalog) is False
    assert remove_alias(path, PROVIDERS, "fast", desk.catalog) is False
    assert remove_alias(desk.folder / "none.toml", MODELS, "fast", desk.catalog) is False
    assert not (desk.folder / "none.toml").exists()


@pytest.mark.parametrize(
    ("alias", "target", "problem"),
    [
        ("x", "falcon-9", "aliases.models.x: means no model"),
        ("acme/x", "falcon-2", "must not begin with the name of a provider"),
        ("two words", "falcon-2", "must be a name without blanks"),
    ],
)
def test_a_wrong_alias_is_refused_and_nothing_is_written(
    desk: Desk, alias: str, target: str, problem: str
) -> None:
    path = desk.write(TEXT)

    with pytest.raises(ConfigError, match=problem):
        set_alias(path, MODELS, alias, target, desk.catalog)

    assert path.read_text() == TEXT
    assert [one.name for one in desk.folder.iterdir()] == [path.name]


def test_a_file_that_is_wrong_already_is_not_changed(desk: Desk) -> None:
    path = desk.write("[registry]\nwach = true\n")

    with pytest.raises(ConfigError, match=r"2:1: registry\.wach: is not a key here"):
        set_alias(path, MODELS, "fast", "falcon-1", desk.catalog)


@pytest.mark.parametrize("name", ["modeldex.yaml", "modeldex.json"])
def test_only_toml_is_edited(desk: Desk, name: str) -> None:
    path = desk.write("{}", name)
    new = desk.folder / f"new-{name}"

    for change in (
        lambda: set_alias(path, MODELS, "fast", "falcon-1", desk.catalog),
        lambda: set_alias(new, MODELS, "fast", "falcon-1", desk.catalog),
        lambda: remove_alias(path, MODELS, "fast", desk.catalog),
        lambda: rename_ids(path, {"acme/a": "acme/b"}, desk.catalog),
    ):
        with pytest.raises(ConfigError, match="and only TOML is edited; change it by hand"):
            change()
    assert not new.exists()


LAYOUTS = (
    'aliases.models.x = "falcon-1"\n',
    'aliases = { models = { x = "falcon-1" } } # all\n',
    'aliases.models = { x = "falcon-1" }\n',
    '[aliases]\nmodels.x = "falcon-1"\n',
    '[aliases]\nmodels = { x = "falcon-1" }\n[registry]\n',
    '[aliases.models]\nx = "falcon-1"\n[registry]\n[aliases.providers]\na = "acme"\n',
    '["aliases"."models"]\n"x" = """falcon-1"""',
    "[ aliases . models ] # c\nx = 'falcon-1'\n[models.'acme/falcon-1']\n",
)


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_file_is_edited_in_whatever_layout_or_left_alone(desk: Desk, text: str) -> None:
    path = desk.write(text)
    said = tomllib.loads(text)
    said["aliases"]["models"] |= {"x": "falcon-2", "new/one": "hub/auto"}

    set_alias(path, MODELS, "x", "falcon-2", desk.catalog)
    set_alias(path, MODELS, "new/one", "hub/auto", desk.catalog)

    assert tomllib.loads(path.read_text()) == said
    assert remove_alias(path, MODELS, "x", desk.catalog)
    del said["aliases"]["models"]["x"]
    assert tomllib.loads(path.read_text()) == said


def test_ends_of_lines_marks_and_modes_are_kept(desk: Desk) -> None:
    path = desk.write(b"\xef\xbb\xbf# x\r\n[aliases.models]\r\nfast = 'falcon-1'\r\n")
    path.chmod(0o640)

    set_alias(path, MODELS, "best", "falcon-2", desk.catalog)

    assert path.read_bytes() == (
        b"\xef\xbb\xbf# x\r\n[aliases.models]\r\nfast = 'falcon-1'\r\nbest = \"falcon-2\"\r\n"
    )
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


OLD = """\
[aliases.models]
old = "acme/eagle-1"  # the old one
bare = 'eagle-1'
other = "falcon-2"

[models . "acme-ai/eagle-1"]   # spelled otherwise
rpm = 1
[models."acme-ai/eagle-1".benchmarks]
arena = 5
[models.'cellar/x']
"""


def test_ids_are_renamed_wherever_they_stand(desk: Desk) -> None:
    path = desk.write(OLD)

    changes = rename_ids(path, {"acme/eagle-1": "acme/eagle-1.5", "hub/none": "hub/any"}, desk.catalog)

    assert changes == (
        Renamed(key="models", before="acme-ai/eagle-1", after="acme/eagle-1.5"),
        Renamed(key="aliases.models.old", before="acme/eagle-1", after="acme/eagle-1.5"),
        Renamed(key="aliases.models.bare", before="eagle-1", after="acme/eagle-1.5"),
    )
    assert path.read_text() == (
        OLD.replace('"acme-ai/eagle-1"', '"acme/eagle-1.5"')
        .replace('"acme/eagle-1"', '"acme/eagle-1.5"')
        .replace("'eagle-1'", '"acme/eagle-1.5"')
    )
    assert rename_ids(path, {"acme/eagle-1": "acme/eagle-1.5"}, desk.catalog) == ()


def test_members_of_pools_are_renamed_too(desk: Desk) -> None:
    text = """\
[routing.pools."team/quick"]
members = [
  { model = "falcon-2" },  # stays
  { model = "acme-ai/eagle-1", weight = 2 },
]
[models."acme/eagle-1.5"]
"""
    path = desk.write(text)

    assert rename_ids(path, {"acme/eagle-1": "acme/eagle-1.5"}, desk.catalog) == (
        Renamed(
            key='routing.pools."team/quick".members[1].model',
            before="acme-ai/eagle-1",
            after="acme/eagle-1.5",
        ),
    )
    assert path.read_text() == text.replace("acme-ai/eagle-1", "acme/eagle-1.5")
    assert rename_ids(desk.write("routing = 5"), {"acme/a": "acme/b"}, desk.catalog) == ()


def test_a_name_that_two_old_ids_share_is_left_alone(desk: Desk) -> None:
    path = desk.write('[aliases.models]\nx = "falcon-2"\n')

    assert rename_ids(path, {"acme/falcon-2": "acme/a", "hub/falcon-2": "hub/b"}, desk.catalog) == ()


def test_an_id_that_is_stated_already_is_not_renamed_into(desk: Desk) -> None:
    text = '[models."acme/a"]\nrpm = 1\n[models."acme/b"]\nrpm = 2\n'
    path = desk.write(text)

    with pytest.raises(ConfigError, match="is to become acme/b, which has a table already") as refusal:
        rename_ids(path, {"acme/a": "acme/b"}, desk.catalog)
    with pytest.raises(ConfigError, match="is to become acme/c, which has a table already"):
        rename_ids(path, {"acme/a": "acme/c", "acme/b": "acme/c"}, desk.catalog)

    assert refusal.value.faults[0].line == 1
    assert path.read_text() == text


layouts = st.lists(
    st.sampled_from(
        [
            "# a comment\n",
            "\n",
            "[registry]\nwatch = false # watched\n",
            '[aliases.models]\n"a.b" = "falcon-1" # one\n\n',
            "[aliases.providers]\nmine = 'acme'\n",
            '[models."acme/falcon-2"]\n  rpm = 1_000\n',
            "[[models.'acme/falcon-1'.prices]]\nunit = 'requests'\namount = 1.50\n",
            "[providers.acme]\nenv.api_key = [\n  'X', # x\n]\n",
        ]
    ),
    unique=True,
    max_size=8,
)


@given(layouts)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_set_and_removed_a_file_says_what_it_said(desk: Desk, parts: list[str]) -> None:
    text = "".join(parts)
    path = desk.write(text)

    set_alias(path, MODELS, "new", "falcon-2", desk.catalog)
    changed = path.read_text()
    assert tomllib.loads(changed)["aliases"]["models"].pop("new") == "falcon-2"
    assert [line for line in text.splitlines() if line] == [
        line for line in changed.splitlines() if line in text.splitlines() and line
    ]
    assert remove_alias(path, MODELS, "new", desk.catalog)

    before, after = tomllib.loads(text), tomllib.loads(path.read_text())
    before.setdefault("aliases", {}).setdefault("models", {})
    assert after == before
