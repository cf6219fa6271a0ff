"""The sections of a configuration: the one tree that everything about its shape comes from."""

from __future__ import annotations

from modeldex.config.client_keys import CLIENT
from modeldex.config.dialect_keys import names
from modeldex.config.kinds import Kind, flag, line, ratio, whole, word
from modeldex.config.model_keys import MODEL
from modeldex.config.nodes import Key, Named, Table
from modeldex.config.policy import WHEN_RETIRED, LifecyclePolicy, RegistrySettings
from modeldex.config.provider_keys import PROVIDER
from modeldex.config.references import DATABASE_URL, VARIABLE_REFERENCE, DatabaseUrl
from modeldex.config.routing_keys import ROUTING

_POLICY = LifecyclePolicy()
_REGISTRY = RegistrySettings()
_LATER = "is a section of the {}, which this version does not have"


def _database_url() -> Kind:
    patterns = (VARIABLE_REFERENCE, DATABASE_URL)
    schema = {"anyOf": [{"type": "string", "pattern": pattern} for pattern in patterns]}
    return Kind("a URL, or a reference to one", (str,), schema, DatabaseUrl.read, is_withheld=True)


REGISTRY = Table(
    "Where the registry keeps what it is told, and how it follows changes.",
    {
        "database_url": Key(
            "URL of its database without a password, or a reference such as env:NAME; absent: none",
            _database_url(),
        ),
        "watch": Key("whether a changed file is taken up without a restart", flag(), _REGISTRY.watch),
        "offline": Key("whether only the database is asked over the network", flag(), _REGISTRY.offline),
    },
)

ORDER = Table(
    "What is shown first; the first model that is ready is the default one.",
    {
        "providers": Key("providers that come first; the usual order follows", names()),
        "models": Key("models that come first; the usual order follows", names()),
    },
)

LIFECYCLE = Table(
    "What happens to a model that retires.",
    {
        "warn_within_days": Key(
            "days before its retirement from which a model is warned of", whole(0), _POLICY.warn_within_days
        ),
        "when_retired": Key(
            "what happens when a retired model is asked for: warn, block, or redirect to its successor",
            word(WHEN_RETIRED),
            _POLICY.when_retired,
        ),
        "block_within_days": Key(
            "days before its retirement from which a model is treated as retired; 0: only when it is",
            whole(0),
            _POLICY.block_within_days,
        ),
        "max_price_ratio": Key(
            "how many times the price of the model its successor may cost to be redirected to",
            ratio(),
            str(_POLICY.max_price_ratio),
        ),
    },
)

SECTIONS = {
    "registry": REGISTRY,
    "client": CLIENT,
    "order": ORDER,
    "lifecycle": LIFECYCLE,
    "routing": ROUTING,
}
"""The tables whose keys are settings; what users name in them is none."""

ROOT = Table(
    "Configuration of modeldex.",
    {
        **SECTIONS,
        "models": Named(
            "Models of one's own, and what is different of known ones.", "provider/model_id", MODEL
        ),
        "providers": Named("Providers of one's own, and what is different at known ones.", "slug", PROVIDER),
        "aliases": Table(
            "Other names.",
            {
                "models": Named("Names for models.", "name", Key("the model it means", line())),
                "providers": Named("Names for providers.", "name", Key("the provider it means", line())),
            },
        ),
        "$schema": Key("where an editor finds the JSON Schema of this file; not read", line()),
    },
    refused={
        "gateway": _LATER.format("gateway"),
        "budgets": _LATER.format("gateway"),
    },
)
"""Every key there is."""
