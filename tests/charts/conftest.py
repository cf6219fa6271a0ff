"""A small market, compiled: makers, resellers, every state of a price, and a name that means harm."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parent.parent / "golden" / "data"
HOSTILE = '</text><script>alert(1)</script>" onload="x'
"""A name that would be more than a text, were it not escaped."""

MODELS = """\
id|name|status|input_per_1m|output_per_1m|max_context|caps|gpqa|maker|model|retires_on|rates
acme/swan|Swan|C|2|10|200000|chat vision|80|acme|acme/swan||
acme/swan-mini|Swan mini|C|0.2|1|200000|chat|60|acme|acme/swan-mini||
acme/swan-old|Swan old|R|4|20|8000|chat|40|acme|acme/swan-old|2026-03-01|
acme/swan-gift|Swan gift|C|free|free|8000|chat|50|acme|acme/swan-gift||
hub/swan|Swan|C|1.8|9|128000|chat vision|80|acme|acme/swan||
hub/tern|Tern|C|0.1|0.1|32000|chat|45|birds|birds/tern||
bazaar/tern|Tern|C|0.3|0.3|32000|chat|45|birds|birds/tern||
cellar/tern|Tern|C|0.02|0.02|16000|chat|45|birds|birds/tern||
hub/owl|Owl|P|5|5|1000000|chat|70|birds|birds/owl||
hub/owl-mist|Owl mist|C|||64000|chat|75|birds|birds/owl-mist||
hub/auto|Auto|C|variable|variable||chat||birds|birds/tern||
hub/tern:free|Tern free|C|free|free|32000|chat|45|birds|birds/tern||
hub/tern-old|Tern old|R|0.05|0.05|32000|chat|45|birds|birds/tern||
acme/tern|Tern|D|0.4|0.4|32000|chat|45|birds|birds/tern||
closet/tern|Tern|C||||chat|45|birds|birds/tern||
attic/tern|Tern|C||||chat|45|birds|birds/tern||requests=0.5
"""
PRICES = """\
id|unit|amount|valid_from|valid_to|recorded_on|kind|source
acme/swan|input_tokens|8|2025-01-01|2025-07-01||market|survey
acme/swan|input_tokens|4|2025-07-01|2026-01-01||market|survey
acme/swan|input_tokens|2|2026-01-01||2026-10-25|market|survey
acme/swan|output_tokens|30|2025-01-01|2025-07-01||market|survey
acme/swan|output_tokens|10|2025-09-01||2026-10-25|correction|survey
"""


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    """The catalog of the market."""
    folder = tmp_path_factory.mktemp("market")
    return _compiled(folder, MODELS, PRICES)


@pytest.fixture(scope="session")
def compiled() -> Callable[..., ModelCatalog]:
    """From a folder, a table of models and one of prices to a catalog."""
    return _compiled


def _compiled(folder: Path, models: str, prices: str = "") -> ModelCatalog:
    """A catalog of these rows; cells are divided by `|`, so that a row can be read."""
    data = Path(shutil.copytree(GOLDEN, folder / "data"))
    shutil.rmtree(data / "models")
    for path in (*data.glob("prices/*"), *data.glob("curated/*")):
        path.unlink()
    for path in (data / "aliases.csv", *data.glob("sources/*.csv")):
        if path.name != "manifest.csv":
            head, *_ = path.read_text("utf-8").splitlines()
            path.write_text(f"{head}\n", "utf-8")
    for name in ("closet", "attic"):
        (data / "providers" / f"{name}.toml").write_text(f'name = "{name}"\ncategory = "local"\n', "utf-8")
    _write(data / "sources" / "survey.csv", models)
    if prices:
        _write(data / "prices" / "acme.csv", prices)
    build_catalog(data, folder / "market.sqlite")
    return ModelCatalog.open(folder / "market.sqlite")


def _write(path: Path, table: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line.split("|") for line in table.splitlines())
