"""A file that is none of its kind is refused, with the place, and without a word of what stands in it."""

import pytest
from tests.config.importers.conftest import text_of

from modeldex import ModelCatalog
from modeldex.config.importers.table import IMPORTERS, convert
from modeldex.core.errors import ConfigError, UnknownNameError

WRONG = {
    "empty": ("litellm", "", "config: is empty; one has a list model_list"),
    "only a comment": ("otari", "# nothing\n", "config: is empty"),
    "an empty object": ("bifrost", "{}", "config: is empty; one has a map providers"),
    "a list": ("litellm", "- a\n- b\n", "config:1:1: must hold tables of keys"),
    "no YAML": ("litellm", "model_list:\n  - {a: [}\n", "config:2:"),
    "no JSON": ("bifrost", '{\n  "providers": {,}\n}', "config:2:17: is no JSON"),
    "YAML for JSON": ("bifrost", text_of("litellm"), "is no JSON"),
    "a key twice": ("litellm", "model_list: []\nmodel_list: []\n", "config:2:1: "),
    "a tag": ("otari", "master_key: !secret x\n", "config:1:13: "),
    "another's file": (
        "litellm",
        text_of("otari"),
        "is no configuration of LiteLLM.*it looks like one of otari",
    ),
    "a gateway's file for Otari": ("otari", text_of("bifrost"), "Otari.*it looks like one of bifrost"),
    "a file of nobody": ("litellm", "services: {web: {image: nginx}}\n", "is no configuration of LiteLLM"),
    "too deep": ("otari", f"providers: {'[' * 99}{']' * 99}\n", "is nested more than 60 levels deep"),
}


@pytest.mark.parametrize(("kind", "text", "problem"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_its_place(kind: str, text: str, problem: str, catalog: ModelCatalog):
    with pytest.raises(ConfigError, match=problem) as caught:
        convert(kind, text, "config", catalog)

    assert caught.value.code == "E4401"
    assert "literal-00" not in str(caught.value)


def test_an_alias_bomb_is_refused(catalog: ModelCatalog):
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 9)
    )

    with pytest.raises(ConfigError, match="more than"):
        convert("litellm", f"{text}model_list: []\n", "config", catalog)


def test_an_unknown_kind_lists_the_known_ones(catalog: ModelCatalog):
    with pytest.raises(UnknownNameError, match="did you mean litellm"):
        convert("lite-llm", "model_list: []", "config", catalog)

    assert list(IMPORTERS) == ["litellm", "otari", "bifrost"]


@pytest.mark.parametrize("text", ["model_list: []", "general_settings: {}", "model_list: 7"])
def test_a_file_without_models_is_one_of_its_kind(text: str, catalog: ModelCatalog):
    made = convert("litellm", text, "config", catalog)

    assert made.document == "# Converted from the configuration of LiteLLM.\n"
    assert [note.place for note in made.left_out] == [text.partition(":")[0]]
