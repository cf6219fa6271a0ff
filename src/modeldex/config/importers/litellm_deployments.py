"""One deployment of LiteLLM's `model_list`: what it calls, and through which door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.importers.base import NO_COUNTERPART
from modeldex.config.importers.desk import is_model_id
from modeldex.config.importers.stated import Stated, stated_in
from modeldex.config.places import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath
    from modeldex.core.provider import Provider

OWN_SERVERS = (
    "custom_openai", "docker_model_runner", "hosted_vllm", "lemonade", "litellm_proxy", "llamafile",
    "openai_compatible", "openai_like", "vllm", "xinference",
)  # fmt: skip
"""Names that LiteLLM has for a server of the user's own that talks as OpenAI does."""
_ROUTES = ("chat", "completion", "converse", "gpt5_series", "invoke", "o_series", "responses")
"""Words between provider and model that choose one of its wires."""
_REGION = re.compile(r"[a-z]{2}(-gov)?-[a-z]+-\d")


class Deployment(NamedTuple):
    """One entry of the list, its parameters together with those of the credential that it names."""

    path: KeyPath
    """Its place in the list."""
    name: str
    """What callers ask for."""
    kind: str
    """LiteLLM's name of the provider."""
    base: Provider | None
    """The catalog's provider of that name; None where it knows none."""
    model_id: str
    """The provider's own id of the model, or `*`."""
    region: Stated | None
    """The region that the name of the model holds."""
    params: Mapping[str, Stated]
    """What it is called with."""
    info: Mapping[str, Stated]
    """What is said of it."""

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for all models that fit its name."""
        return "*" in self.name or "*" in self.model_id

    @property
    def order(self) -> int:
        """Its place among the deployments of its name; the lowest is asked first."""
        stated = self.params.get("order")
        is_number = (
            stated is not None and isinstance(stated.value, int) and not isinstance(stated.value, bool)
        )
        return stated.value if stated is not None and is_number else 10**9


def deployments(
    desk: Desk, listed: Any, credentials: Mapping[str, tuple[KeyPath, Mapping[str, Any]]]
) -> Iterator[Deployment]:
    """Every entry of the list that can be read; of any other there is a note."""
    if not isinstance(listed, list):
        return
    for place, entry in enumerate(listed):
        path: KeyPath = ("model_list", place)
        made = _deployment(desk, path, entry, credentials)
        if isinstance(made, str):
            desk.left_out(path, made)
        else:
            yield made


def _deployment(
    desk: Desk, path: KeyPath, entry: Any, credentials: Mapping[str, tuple[KeyPath, Mapping[str, Any]]]
) -> Deployment | str:
    """A deployment, or why there is none."""
    params = entry.get("litellm_params") if isinstance(entry, dict) else None
    if not isinstance(params, dict):
        return "is no deployment: it has no map litellm_params"
    name, model = entry.get("model_name"), params.get("model")
    if not isinstance(name, str) or not isinstance(model, str) or not name or not model:
        return "is no deployment: model_name and litellm_params.model must be text"
    if not is_model_id(model):
        return "is no deployment: its model is not one line of text"
    stated = _with_credential(desk, (*path, "litellm_params"), params, credentials)
    kind, model_id = _parts(desk, model, params.get("custom_llm_provider"))
    base = desk.provider(kind)
    if not kind:
        return "names no provider, and the catalog does not know whose model it is"
    if base is None and not any(stated[key].value for key in ("api_base", "base_url") if key in stated):
        return f"the catalog knows no provider {kind}, and no api_base is stated; state [providers] by hand"
    model_id, region = _without_route(desk, base, model_id)
    return Deployment(
        path,
        name,
        kind,
        base,
        model_id,
        None if region is None else Stated((*path, "litellm_params", "model"), region),
        stated,
        stated_in((*path, "model_info"), entry.get("model_info")),
    )


def _parts(desk: Desk, model: str, stated_kind: Any) -> tuple[str, str]:
    """LiteLLM's name of the provider, and the rest; a blank name where nothing says whose it is."""
    first, slash, rest = model.partition("/")
    if isinstance(stated_kind, str) and stated_kind:
        is_same = desk.provider(first) is not None and desk.provider(first) == desk.provider(stated_kind)
        return stated_kind, rest if slash and (first == stated_kind or is_same) else model
    if slash and rest:
        return first, rest
    known = desk.catalog.get_model(model)
    return (known.provider, model) if known is not None else ("", model)


def _without_route(desk: Desk, base: Provider | None, model_id: str) -> tuple[str, str | None]:
    """A model id without the words that choose a wire, and the region that it names."""
    first, slash, rest = model_id.partition("/")
    if base is None or not (slash and rest) or desk.model(base, model_id) is not None:
        return model_id, None
    if first in _ROUTES:
        return _without_route(desk, base, rest)
    if _REGION.fullmatch(first) and base.id == "amazon-bedrock":
        return rest, first
    return model_id, None


def _with_credential(
    desk: Desk,
    path: KeyPath,
    params: Mapping[str, Any],
    credentials: Mapping[str, tuple[KeyPath, Mapping[str, Any]]],
) -> dict[str, Stated]:
    """Parameters, and those of the credential that they name; their own come first."""
    named = params.get("litellm_credential_name")
    found = credentials.get(named) if isinstance(named, str) else None
    if found is None:
        if named is not None:
            desk.left_out((*path, "litellm_credential_name"), "there is no such credential in the file")
        return stated_in(path, params)
    place, values = found
    desk.carried((*path, "litellm_credential_name"), f"{dotted(place)} is read in its place")
    desk.carried((*place, "credential_name"), "the deployments that name it hold its values")
    desk.left_out((*place, "credential_info"), NO_COUNTERPART)
    return stated_in((*place, "credential_values"), values) | stated_in(path, params)
