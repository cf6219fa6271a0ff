"""The registry under measurement: the whole catalog with two hundred models configured, and more layers.

Half of the configured models are of the catalog and have three fields changed; half the configuration
alone states. The latter bear one mark, their window, by which a reader tells states of the file apart.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from modeldex import ModelCatalog, ModelConfig, ModelRegistry

ASKED = "openai/gpt-4o"
"""The model of the look-up: every layer states something of it."""
MARKED = "bench-team"
"""The provider of the models that the configuration alone states."""
EACH = 100
"""Half of the configured models."""
SEED = 20_260_601


class Configuration:
    """A configuration of two hundred models as a file, which is written anew under each mark."""

    def __init__(self, folder: Path) -> None:
        """The file stands in `folder` once it is written."""
        self.path = folder / "bench.toml"
        ids = [model.id for model in ModelCatalog.bundled().all_models() if model.id != ASKED]
        changed = [ASKED, *Random(SEED).sample(ids, EACH - 1)]  # noqa: S311 - no secret
        self._changed = [_changed(full_id, place) for place, full_id in enumerate(changed)]

    def write(self, mark: int = 0) -> Path:
        """Put the file in place, whole; its own models have a window of 100,000 and the mark."""
        head = f'[providers.{MARKED}]\nname = "Team"\nbase_url = "http://localhost:8000"\n'
        text = "\n".join([head, *self._changed, *(_stated(place, mark) for place in range(EACH))])
        beside = self.path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        return beside.replace(self.path)


def _changed(full_id: str, place: int) -> str:
    return f'[models."{full_id}"]\ninput_per_1m = "{place + 1}.25"\nrpm = {place + 500}\nstreaming = true\n'


def _stated(place: int, mark: int) -> str:
    return (
        f'[models."{MARKED}/model-{place}"]\nname = "Model {place}"\nmax_context = {100_000 + mark}\n'
        "max_output = 8192\nvision = true\ntool_use = true\nstreaming = true\n"
        'input_per_1m = "1.25"\noutput_per_1m = "10"\n'
    )


def configured() -> ModelRegistry:
    """A registry over the whole catalog and the configuration, warm; it follows no change."""
    with TemporaryDirectory() as folder:
        registry = ModelRegistry.open(Configuration(Path(folder)).write(), live=False)
    registry.warm()
    return registry


def through_all_layers(folder: Path) -> ModelRegistry:
    """The same, with something found at the provider, in a database and in the process itself."""
    from modeldex.storage.database import Database
    from modeldex.storage.migrating import upgrade

    url = f"sqlite:///{folder.absolute() / 'bench.db'}"
    with Database.open(url) as database:
        upgrade(database)
    registry = ModelRegistry.open(Configuration(folder).write(), database=url, live=False)
    provider, _, model_id = ASKED.partition("/")
    registry.discovered(provider, [ModelConfig(provider=provider, model_id=model_id, context_window=128_000)])
    registry.update_model(ASKED, {"tokens_per_second": 90}, layer="database")
    registry.update_model(ASKED, {"name": "Our GPT-4o"}, layer="in-process")
    registry.warm()
    return registry


def commonest(registry: ModelRegistry) -> list[str]:
    """The three capabilities that most models have: the questions with the longest answers."""
    counts = registry.get_stats()["capabilities"]
    return sorted(counts, key=lambda name: -counts[name])[:3]


def stated_model(place: int) -> ModelConfig:
    """One of many models that a platform registers, each with an id and a window of its own."""
    return ModelConfig(
        provider=f"team-{place % 50}",
        model_id=f"model-{place}",
        name=f"Model {place}",
        context_window=100_000 + place,
        max_output_tokens=8_192,
        supports_vision=True,
        supports_tool_use=True,
        supports_audio_input=False,
        cost_per_1m_input_tokens=f"{1 + place % 100}.25",
        cost_per_1m_output_tokens="10",
        release_date="2026-01-01",
    )
