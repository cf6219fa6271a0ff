"""Ids, aliases and providers of a configuration, against each other and against the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.config.conftest import Desk


def model(name: str) -> str:
    return f'[models."{name}"]\nrpm = 1\n'


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("falcon-2", "must be a full id, provider/model_id; did you mean acme/falcon-2, hub/acme/falcon-2"),
        ("acme/", "must be a full id, provider/model_id"),
        (" acme/x", "must be a full id, provider/model_id"),
        ("acmee/x", "names no known provider: acmee; did you mean acme?; a new one is stated under [pro"),
        ("zzz/x", "names no known provider: zzz; a new one is stated under [providers.zzz]"),
        ("acme/falcon-latest", "is another name of acme/falcon-2; state it under that id"),
    ],
)
def test_a_name_that_is_no_id_is_refused(desk: Desk, name: str, problem: str) -> None:
    (fault,) = desk.faults(model(name))

    assert fault.startswith("1:9: models.")
    assert problem in fault


def test_two_spellings_of_one_id_are_a_fault(desk: Desk) -> None:
    assert desk.faults(model("acme/falcon-2") + model("acme-ai/falcon-2")) == [
        '3:9: models."acme-ai/falcon-2": means acme/falcon-2, as acme/falcon-2 does; state it in one table'
    ]
    assert desk.faults("[providers.acme]\n[providers.acme-ai]") == [
        "2:12: providers.acme-ai: means acme, as acme does; state it in one table"
    ]


def test_a_model_may_be_at_a_provider_of_ones_own(desk: Desk) -> None:
    text = model("mine/x") + model("home/y") + model("m/z")
    text += '[providers.mine]\naliases = ["home"]\n[aliases.providers]\nm = "mine"'

    assert list(desk.load(text).entries) == ["mine/x", "mine/y", "mine/z"]


@pytest.mark.parametrize(
    ("alias", "problem"),
    [
        ('x = "acme/falcon-9"', 'means no model: "acme/falcon-9"; did you mean acme/falcon-'),
        ('x = "minee/llama"', 'means no model: "minee/llama"; did you mean mine/llama'),
        ('x = "aurora-7b"', "'aurora-7b' is served by 3 offerings, and not by its maker; write one of them"),
        ('x = "y"\ny = "falcon-2"', 'points at another alias, "y"; write the model that it means'),
        ('x = "hub/auto"', "means hub/auto, which is hidden"),
        ('"acme/falcon-1" = "falcon-2"', "is the full id of a model"),
        ('"mine/llama" = "falcon-2"', "is the full id of a model"),
        ('"acme/fast" = "falcon-2"', "must not begin with the name of a provider, acme/"),
        ('"mine/fast" = "falcon-2"', "must not begin with the name of a provider, mine/"),
        ('"two words" = "falcon-2"', "must be a name without blanks"),
        ('"" = "falcon-2"', "must be a name without blanks"),
        ("x = 5", "must be text, not 5"),
    ],
)
def test_a_wrong_alias_of_a_model_is_refused(desk: Desk, alias: str, problem: str) -> None:
    text = f'{model("mine/llama")}[models."hub/auto"]\nhidden = true\n[providers.mine]\n'
    text += f"[aliases.models]\n{alias}"

    (fault,) = desk.faults(text)

    assert fault.startswith("7:1: aliases.models.")
    assert problem in fault


@pytest.mark.parametrize(
    ("alias", "problem"),
    [
        ('x = "acmee"', 'means no provider: "acmee"; did you mean acme?'),
        ('hub = "acme"', '"hub" is a name of hub already'),
        ('acme-ai = "hub"', '"acme-ai" is a name of acme already'),
        ('mine = "hub"', '"mine" is a name of mine already'),
        ('home = "hub"', '"home" is a name of hub already'),
        ('"a/b" = "hub"', '"a/b" must be one word without "/"'),
        ('"a b" = "hub"', '"a b" must be one word without "/"'),
    ],
)
def test_a_wrong_alias_of_a_provider_is_refused(desk: Desk, alias: str, problem: str) -> None:
    text = f'[providers.mine]\naliases = ["home"]\n[aliases.providers]\n{alias}'

    assert any(problem in fault for fault in desk.faults(text))


def test_an_alias_may_say_again_what_is_known(desk: Desk) -> None:
    found = desk.load(
        '[aliases.providers]\nacme-ai = "acme"\nacme = "acme"\n[aliases.models]\nfalcon-1 = "falcon-2"'
    )

    assert found.provider_aliases == {"acme-ai": "acme"}
    assert found.model_aliases == {"falcon-1": "acme/falcon-2"}  # the user's word counts more than a bare id


def test_a_bare_id_of_ones_own_is_a_target(desk: Desk) -> None:
    text = f'{model("cellar/llama")}[aliases.models]\nl = "llama"'

    assert desk.load(text).model_aliases == {"l": "cellar/llama"}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('category = "mine"', "2:1: providers.mine.category: must be one of core, aggregators"),
        ('id = "x"', "2:1: providers.mine.id: is not stated here"),
        ('nam = "x"', "2:1: providers.mine.nam: is not a key here; did you mean name?"),
        ('base_url = "https://h/v1?key=sk-1"', "2:1: providers.mine.base_url: must be a bare origin"),
        ('base_url = "https://h/v1"', 'and /v1 belongs in wire_formats = { openai_chat = "/v1" }; the value'),
        ('base_url = "https://h/sk-1"', "and its path belongs in wire_formats; the value is withheld"),
        ('base_url = "https://h/"', "without the / at its end"),
        ('api_key = "sk-1"', "2:1: providers.mine.api_key: must be a reference to a secret"),
        ("api_key = 5", "2:1: providers.mine.api_key: must be a reference to a secret"),
        ("env.api_key = ['sk-1']", "2:5: providers.mine.env.api_key: must be a list of names of variables"),
        (
            "env.apikey = ['X']",
            "2:5: providers.mine.env.apikey: is no role of a variable; did you mean",
        ),
        ("wire_formats.open_ai_chat = ''", "did you mean openai_chat"),
        ("wire_formats.openai_chat = 'v1'", "must be a path like /v1, or blank; the value is withheld"),
        ("secrets.auth_token = 'sk-1'", "providers.mine.secrets.auth_token: must be a reference to a secret"),
        ("secrets.api_key = 'env:X'", "providers.mine.secrets.api_key: is stated beside this table"),
        ("secrets.region = 'env:X'", "providers.mine.secrets.region: is not a key here"),
        ("gateway_path = '/mine'", "must be segments like fireworks/inference"),
        ("signing.openai_chat = 'magic'", "providers.mine.signing.openai_chat: must be one of none"),
        ("signing.openai_chat = 'none'", "2:9: providers.mine.signing.openai_chat: must be of its own wire"),
        ("quirks.lacks = ['tool']", 'must be fields of a request, not "tool"; did you mean tools?'),
        ("quirks.output_limit = 'limit'", "must be one of max_tokens, max_completion_tokens"),
        ("quirks.lack = []", "2:8: providers.mine.quirks.lack: is not a key here; did you mean lacks?"),
        ("default_parameters.temperature = 'hot'", "default_parameters.temperature: must be a number"),
        ("default_parameters.temprature = 1", "is not a key here; did you mean temperature?"),
        ("listing.least = 5", "listing.least: needs least and most"),
        ("listing.path = 'v1'", 'listing.path: must be a path like /v1/models, not "v1"'),
        ("home_of = ['a b']", 'must be names without blanks, not "a b"'),
        ("closed_on = 2025", "must be a date like 2025-06-01"),
        ("closed_on = 'soon'", 'must be a date like 2025-06-01, or ? where nobody says when, not "soon"'),
    ],
)
def test_a_wrong_provider_is_refused_and_secrets_withheld(desk: Desk, lines: str, fault: str) -> None:
    found = desk.faults(f"[providers.mine]\n{lines}")

    assert len(found) == 1
    assert fault in found[0]
    assert "sk-1" not in found[0]


@pytest.mark.parametrize("closed_on", ["2025-06-01", '"2025-06-01"', '"?"'])
def test_a_provider_may_have_closed(desk: Desk, closed_on: str) -> None:
    found = desk.load(f"[providers.mine]\nclosed_on = {closed_on}")

    assert found.providers["mine"].closed_on == closed_on.strip('"')


def test_a_slug_that_is_none_is_refused_beside_other_faults(desk: Desk) -> None:
    assert desk.faults(
        '[providers."My Server"]\nname = 5\n' + model("My Server/x").replace("[models", "[models")
    ) == [
        "1:12: providers.\"My Server\": must be lower-case letters, digits, '-' and '.', not 'My Server'",
        '2:1: providers."My Server".name: must be text, not 5',
    ]
