"""Which model is called where nobody names one, and the display order names none that is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.providers.groq import GROQ, KEY, credentials

from modeldex import ModelCatalog, ModelConfig, ModelStatus
from modeldex.core.display_order import DisplayOrder
from modeldex.providers.ready import default_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.core.provider import Provider

CATALOG = ModelCatalog.bundled()
OTHER = GROQ.replace(id="another")
HELD = credentials(GROQ_API_KEY=KEY)


class Shelf:
    """Some models of two providers that one key opens."""

    def __init__(self, *models: ModelConfig, order: DisplayOrder | None = None) -> None:
        self._models = models
        self.display_order = DisplayOrder(providers=("groq",)) if order is None else order

    def providers(self) -> tuple[Provider, ...]:
        return OTHER, GROQ

    def find_models(self, *, provider: str) -> list[ModelConfig]:
        return [one for one in self._models if one.provider == provider]

    def __iter__(self) -> Iterator[ModelConfig]:
        return iter(self._models)


def model(
    model_id: str,
    released: str | None = None,
    chats: bool | None = True,
    status: ModelStatus = ModelStatus.ACTIVE,
    of: Provider = GROQ,
) -> ModelConfig:
    return ModelConfig(
        model_id=model_id, provider=of.id, release_date=released, supports_chat=chats, status=status
    )


def default(*models: ModelConfig, order: DisplayOrder | None = None) -> str | None:
    found = default_model(Shelf(*models, order=order), HELD)
    return None if found is None else found.model_id


def test_the_newest_of_those_that_are_active_and_known_to_chat_is_the_default():
    assert (
        default(model("old", "2023-01-02"), model("unknown"), model("new", "2026-05"), model("b", "2025"))
        == "new"
    )


def test_neither_a_newer_one_on_its_way_out_nor_one_of_which_little_is_known_comes_before_it():
    going = model("going", "2026-09", status=ModelStatus.DEPRECATED)
    vague = model("vague", "2026-09", chats=None)

    assert default(going, vague, model("sure", "2024-01")) == "sure"
    assert default(vague, going) == "going"


def test_a_newer_one_of_a_later_provider_does_not_come_first():
    assert default(model("newer", "2026-09", of=OTHER), model("first", "2024-01")) == "first"


def test_what_the_order_names_comes_before_all_else():
    order = DisplayOrder(models=("groq/named",))

    assert default(model("newer", "2026-09"), model("named", "2024-01", chats=None), order=order) == "named"


def test_what_cannot_be_talked_to_is_never_the_default():
    assert default(model("mute", chats=False)) is None
    assert default() is None


def test_whoever_has_keys_of_amazon_alone_gets_no_model_of_long_ago():
    held = credentials(AWS_ACCESS_KEY_ID="A" * 20, AWS_SECRET_ACCESS_KEY="s" * 40, AWS_REGION="us-east-1")
    found = default_model(CATALOG, held)

    assert found is not None
    assert found.provider == "amazon-bedrock"
    assert found.status is ModelStatus.ACTIVE
    assert (found.release_date or "") >= "2026"
