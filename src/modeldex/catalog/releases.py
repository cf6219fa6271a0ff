"""When models were released: what an offering states, or else the first that another one of it does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile
    from modeldex.core.model_config import ModelConfig

_FIRST = (
    "SELECT model, min(release_date) FROM models"
    " WHERE model IS NOT NULL AND release_date IS NOT NULL GROUP BY model"
)


class Releases:
    """The releases of the models of one file."""

    __slots__ = ("_file", "_first")

    def __init__(self, file: CatalogFile) -> None:
        self._file = file
        self._first: dict[str, str] | None = None

    def of(self, model: ModelConfig) -> str | None:
        """The day of an offering, in the precision of its source; None where nobody states one."""
        return model.release_date or self.of_canonical(model.canonical_model)

    def of_canonical(self, model: str | None) -> str | None:
        """The earliest day that an offering of a canonical model states."""
        first = self._first
        if first is None:
            first = self._first = dict(self._file.rows(_FIRST))
        return None if model is None else first.get(model)
