"""`Origin`: a place where keys are kept, and the first of them, the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What an origin has for a role."""

    value: Secret
    """As it is kept there. It is a `Secret` for every role: whatever a user pasted by mistake is one."""
    where: str
    """Where it is kept, for display: `$NAME`, or the name of the origin."""


class Origin(Protocol):
    """One place where keys are kept."""

    @property
    def name(self) -> str:
        """What it is called, for display."""

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:
        """What is kept here for a role of a provider, whose accepted variables are `names`.

        None where there is nothing, where it is blank, and where the place cannot be asked.
        """


class EnvironmentOrigin:
    """The variables of a process, by the spellings that a provider's file accepts, in their order."""

    name = "environment"

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ

    def __repr__(self) -> str:
        return "EnvironmentOrigin()"  # a mapping that is given would show its values

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:  # noqa: ARG002
        for name in names:
            if self._environ.get(name, "").strip():
                return Found(value=Secret(self._environ[name]), where=f"${name}")
        return None
