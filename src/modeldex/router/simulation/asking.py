"""`Asking`: what a replayed call asks of the router: what its shape needs, and what holds for all of them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from modeldex.router.asked.request import RouteRequest

if TYPE_CHECKING:
    from modeldex.providers.shapes.shape import RequestShape

_PLAIN = RouteRequest()


class Asking:
    """Requests of shapes under one policy; the recorded model is not asked for, the policy chooses."""

    def __init__(self, asked: RouteRequest, policy: str | None) -> None:
        """`asked` holds for every call: what it states goes over what the shape says, or beside it."""
        values = {one.name: getattr(asked, one.name) for one in fields(asked)}
        self._stated: dict[str, Any] = {
            name: value for name, value in values.items() if value != getattr(_PLAIN, name)
        }
        if policy is not None:
            self._stated["policy"] = policy

    def request(self, shape: RequestShape, seed: int) -> RouteRequest:
        """The request of one call; `seed` decides what chance decides of it."""
        return RouteRequest.of_shape(shape, **{**self._stated, "seed": seed})
