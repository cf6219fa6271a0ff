"""How a user's spelling of a model becomes one full id, or an error; never a guess.

The order, settled: an exact full id; if the first segment is a provider or another name of one,
only within it (id, then its aliases); what the user registered under the name; a bare id at the
home of its maker; then the spellings of other tools (`provider:model`, `provider::model`,
OpenRouter's routing variants, Bedrock's region prefixes and ARNs). A bare id that only resellers
serve is an error that lists them: a name must not route money to a reseller.
"""

from __future__ import annotations

import re

from modeldex.core.errors import AmbiguousModelError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Names(Protocol):
        """What resolution asks of a catalog or a registry."""

        def has(self, full_id: str) -> bool:
            """Whether this is the full id of an offering."""

        def provider_named(self, name: str) -> str | None:
            """The provider's slug for a slug or another name of it."""

        def registered(self, name: str) -> tuple[str, ...]:
            """Full ids that the user registered under this name: an alias of theirs, or a bare id."""

        def within(self, provider: str, name: str) -> str | None:
            """The full id for a model id, or else an alias of one, at a provider."""

        def at_home(self, name: str) -> tuple[str, ...]:
            """Full ids of this bare id or alias at its maker's own provider."""

        def anywhere(self, name: str) -> tuple[str, ...]:
            """Full ids of this bare id or alias at any provider."""


BEDROCK_ARN = re.compile(r"^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(foundation-model|inference-profile)/")
"""Beginning of a Bedrock model's full resource name, before the model id."""
ROUTING_VARIANTS = ("nitro", "floor")
"""OpenRouter variants that only order its hosts; `:free` or `:thinking` are other offerings."""

BEDROCK = "amazon-bedrock"
BEDROCK_REGIONS = ("us", "eu", "apac", "jp", "in", "au", "ca", "sa", "me", "global", "us-gov")
"""Prefixes of Bedrock's cross-region inference profiles."""


def resolve(name: str, names: Names) -> str | None:
    """The full id that a spelling means; None where it means nothing.

    Raises AmbiguousModelError where a bare id has several offerings and none is at home.
    """
    if names.has(name):
        return name
    first, slash, rest = name.partition("/")
    provider = names.provider_named(first) if slash else None
    if provider is not None:
        # a provider's own ids may begin with its name: nvidia serves `nvidia/nemotron-...`
        return _within(provider, rest, names) or names.within(provider, name)
    registered = names.registered(name)
    if len(registered) > 1:
        raise AmbiguousModelError(name, registered, registered=True)
    if registered:
        return registered[0]
    at_home = names.at_home(name)
    if len(at_home) == 1:
        return at_home[0]
    found = None if at_home else _other_spelling(name, names)
    if found is None and (candidates := at_home or names.anywhere(name)):
        raise AmbiguousModelError(name, candidates, at_home=bool(at_home))
    return found


def _within(provider: str, model_id: str, names: Names) -> str | None:
    found = names.within(provider, model_id)
    if found is not None:
        return found
    if provider == BEDROCK:
        return _first_within(provider, bedrock_spellings(model_id), names)
    base, colon, variant = model_id.rpartition(":")
    if provider == "openrouter" and colon and variant in ROUTING_VARIANTS:
        return names.within(provider, base)
    return None


def _other_spelling(name: str, names: Names) -> str | None:
    if BEDROCK_ARN.match(name):
        return _first_within(BEDROCK, bedrock_spellings(name), names)
    first, colon, rest = name.partition(":")
    provider = names.provider_named(first) if colon else None
    if provider is not None:
        return _within(provider, rest.removeprefix(":"), names)
    if first.partition(".")[0] in BEDROCK_REGIONS:
        return _first_within(BEDROCK, bedrock_spellings(name), names)
    return None


def _first_within(provider: str, spellings: tuple[str, ...], names: Names) -> str | None:
    found = (names.within(provider, spelling) for spelling in spellings)
    return next((full_id for full_id in found if full_id is not None), None)


def bedrock_spellings(name: str) -> tuple[str, ...]:
    """Model ids that a Bedrock name can mean, the most exact first.

    `arn:aws:bedrock:eu-west-1::foundation-model/x` names x; a region prefix may be dropped.
    """
    model_id = BEDROCK_ARN.sub("", name)
    prefix, dot, base = model_id.partition(".")
    return (model_id, base) if dot and prefix in BEDROCK_REGIONS else (model_id,)
