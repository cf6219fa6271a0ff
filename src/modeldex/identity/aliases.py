"""Which other names a model or a provider may be given: one rule for files, databases and calls."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.identity.ids import Names


def model_alias_fault(alias: str, names: Names) -> str | None:
    """Why a name cannot be another name of a model; None where it can.

    A full id always means its model, and what begins with a provider's name is looked for there alone.
    """
    first, slash, _ = alias.partition("/")
    if not alias.isprintable() or not alias or " " in alias:
        return "must be a name without blanks"
    if names.has(alias):
        return "is the full id of a model"
    if slash and names.provider_named(first) is not None:
        return f"must not begin with the name of a provider, {first}/"
    return None


def provider_alias_fault(alias: str, before: str | None, slug: str) -> str | None:
    """Why a name that meant a provider `before`, or none, cannot be another name of `slug`."""
    if not alias or set(alias) & set(" /") or not alias.isprintable():
        return 'must be one word without "/"'
    if before not in (None, slug):
        return f"is a name of {before} already"
    return None
