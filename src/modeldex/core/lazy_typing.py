"""The two decorators of `typing` that the vocabulary uses, without importing `typing`.

They matter to a type checker alone; at run time the import would cost a tenth of the start-up.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, dataclass_transform, overload
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Leave the class as it is."""
        return lambda cls: cls

    def overload(function: Any) -> Any:
        """Leave the function as it is; the implementation that follows replaces it."""
        return function


__all__ = ["dataclass_transform", "overload"]
