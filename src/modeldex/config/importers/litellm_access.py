"""How LiteLLM reaches the provider of a deployment: address, keys, and what fills the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.importers.accounts import API_KEY, Access
from modeldex.config.importers.addresses import Address, has_own_addresses
from modeldex.config.importers.litellm_deployments import OWN_SERVERS
from modeldex.config.importers.stated import Words, filled, served

if TYPE_CHECKING:
    from modeldex.config.importers.accounts import Accounts
    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.litellm_deployments import Deployment
    from modeldex.config.importers.stated import Stated
    from modeldex.core.provider import Provider

_ADDRESSES = ("api_base", "base_url")
_WORDS = {
    "api_key": API_KEY,
    "azure_ad_token": "auth_token",
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
    "vertex_credentials": "credentials_file",
    "organization": "organization",
}
"""Parameter -> the role of the variable that holds it."""
_BLANKS = {"aws_region_name": "region", "vertex_location": "location", "vertex_project": "project"}
"""Parameter -> the role of what fills a blank of the provider's address."""


def provider_of(desk: Desk, accounts: Accounts, deployment: Deployment) -> str:
    """The id of the provider through which a deployment is called, with a note for what says so."""
    params = deployment.params
    addresses = [params[key] for key in _ADDRESSES if key in params]
    for other in addresses[1:]:
        desk.left_out(other.path, "the address is stated already")
    address = addresses[0] if addresses else None
    base, is_its_own = _base(desk, deployment, address)
    words = Words()
    for key, role in _WORDS.items():
        if key in params:
            words.add(desk, role, params[key])
    asked = {role: params[key] for key, role in _BLANKS.items() if key in params}
    if deployment.region is not None:
        asked.setdefault("region", deployment.region)
    access = Access(
        base=base,
        name=deployment.kind if deployment.base is None else deployment.base.id,
        served=served(
            desk,
            base,
            address,
            words,
            path_is_root=True,
            is_certain=deployment.base is not None or deployment.kind in OWN_SERVERS,
        ),
        filled=filled(desk, base, asked),
        words=tuple(words.by_role.items()),
    )
    if "custom_llm_provider" in params:
        desk.carried(params["custom_llm_provider"].path, f"the provider is {access.name}")
    return accounts.provider_id(access, words.places, may_be_base=is_its_own)


def _base(desk: Desk, deployment: Deployment, stated: Stated | None) -> tuple[Provider | None, bool]:
    """The catalog's provider that is called, or is like the one called; and whether it is that one.

    Whatever stands at an address of its own and serves what OpenAI does not is not OpenAI, though
    it is called so for the way in which it talks.
    """
    base = deployment.base
    address = None if stated is None else Address.read(stated.value)
    if base is None:
        return None, False
    is_its_own = (
        address is None
        or address.origin == base.base_url
        or has_own_addresses(base)
        or desk.model(base, deployment.model_id) is not None
    )
    return (None if base.id == "openai" and not is_its_own else base), is_its_own
