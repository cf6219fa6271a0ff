"""LiteLLM's deployments as models at providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.importers.litellm_access import provider_of
from modeldex.config.importers.litellm_facts import state_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.config.importers.accounts import Accounts
    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.litellm_deployments import Deployment
    from modeldex.core.model_config import ModelConfig


def read_models(desk: Desk, accounts: Accounts, listed: Sequence[Deployment]) -> list[tuple[Deployment, str]]:
    """Write every deployment into the draft; each with the full id of its model, patterns left out."""
    plain = {(one.base.id, one.model_id) for one in listed if one.base is not None}
    read: list[tuple[Deployment, str]] = []
    for deployment in listed:
        provider = provider_of(desk, accounts, deployment)
        if deployment.is_pattern:
            _note_pattern(desk, deployment, provider)
            continue
        full_id = _model(desk, deployment, provider, plain)
        state_facts(desk, full_id, [*deployment.params.items(), *deployment.info.items()])
        read.append((deployment, full_id))
    return read


def _note_pattern(desk: Desk, deployment: Deployment, provider: str) -> None:
    """A name for all models of a provider needs nothing; any other pattern chooses among providers."""
    base = deployment.base
    first, _, rest = deployment.name.partition("/")
    is_all = deployment.model_id == rest == "*" and base is not None and desk.provider(first) == base
    for path in ((*deployment.path, "model_name"), deployment.params["model"].path):
        if is_all and base is not None and base.id == provider:
            desk.carried(path, f"every model of {provider} that the catalog knows has its name")
        else:
            desk.left_out(path, "a pattern of names has no counterpart; list its models in a pool")


def _model(desk: Desk, deployment: Deployment, provider: str, plain: set[tuple[str, str]]) -> str:
    """The full id of what a deployment calls; an id that the catalog does not know becomes a model.

    A deployment of a name of its own (Azure) is the catalog's model that it says it is, under the
    name that is sent.
    """
    path, model_id, base = deployment.params["model"].path, deployment.model_id, deployment.base
    own = desk.model(base, model_id)
    behind = _base_model(desk, deployment)
    if base is not None and provider == base.id:
        if (
            behind is not None
            and behind.provider == base.id
            and behind.model_id != model_id
            and (base.id, behind.model_id) not in plain
            and desk.draft.state(behind.id, "api_name", model_id)
        ):
            desk.carried(path, f'models."{behind.id}".api_name')
            return behind.id
        if own is not None:
            desk.carried(path, own.id)
            return own.id
    full_id = f"{provider}/{model_id}"
    desk.draft.models.setdefault(full_id, {})
    canonical = next((one.canonical_model for one in (behind, own) if one is not None), None)
    if canonical is not None:
        desk.draft.state(full_id, "canonical_model", canonical)
    desk.carried(path, f'models."{full_id}", whose limits and prices the catalog does not know')
    return full_id


def _base_model(desk: Desk, deployment: Deployment) -> ModelConfig | None:
    """The catalog's model that a deployment says it is; None where it does not say, or of none."""
    stated = deployment.info.get("base_model") or deployment.params.get("base_model")
    if stated is None:
        return None
    name = stated.value if isinstance(stated.value, str) else ""
    found = desk.model(deployment.base, name) or desk.catalog.get_model(name)
    if found is None:
        desk.left_out(stated.path, "the catalog does not know this model")
    else:
        desk.carried(stated.path, f"the model is {found.id}")
    return found
