"""A small but real folder of facts in a temporary place, and what is built from it.

Two makers and three providers: `lumen` makes and serves its models, `bazaar` resells them, and
`openrouter` has a listing of its own. Three sources were seen on three days.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex import DataError, ModelCatalog
from modeldex.core.capability import CAPABILITIES, parse_masks
from modeldex.core.price import canonical_amount
from modeldex.core.price_key import canonical_key
from modeldex.pipeline.build import build_catalog
from modeldex.pipeline.choice import InputShares, choose
from modeldex.pipeline.claims import Claims
from modeldex.pipeline.consensus import Consensus
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.keeping import LOCK
from modeldex.pipeline.manifest import SourceInfo
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables
from modeldex.pipeline.tables import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from modeldex.pipeline.merged import Merged

FILES = {
    "providers/lumen.toml": """\
name = "Lumen"
category = "core"
base_url = "https://api.lumen.example"
docs = "https://lumen.example/models"
home_of = ["lumen"]

[wire_formats]
openai_chat = "/v1"

[env]
api_key = ["LUMEN_API_KEY", "LUMEN_KEY"]
""",
    "providers/bazaar.toml": """\
name = "Bazaar"
category = "aggregators"
""",
    "providers/openrouter.toml": """\
name = "OpenRouter"
category = "aggregators"
base_url = "https://openrouter.ai"
""",
    "makers.toml": """\
[lumen]
name = "Lumen"
prefixes = ["lumi"]
families = ["lumi"]

[quartz]
name = "Quartz"
spellings = ["quartz-ai"]
prefixes = ["quartz-"]
""",
    "aliases.csv": """\
kind,alias,target,reason
provider,lumen-ai,lumen,its old name
model,lumi-latest,lumen/lumi-2,its moving name
""",
    "version.csv": "version\n2026-03-01-v1\n",
    "sources/manifest.csv": """\
source,title,url,licence,own_listing_of,seen_on,offerings
litellm,LiteLLM price map,https://litellm.example/map,MIT,,2026-03-01,3
models_dev,models.dev,https://models.example/api,MIT,,2026-02-01,4
openrouter,OpenRouter,https://openrouter.ai/api/v1/models,facts,openrouter,2026-01-15,1
""",
    "sources/litellm.csv": """\
id,status,input_per_1m,output_per_1m,max_context,max_input,max_output,caps,retires_on,rates,original,url
lumen/lumi-2,C,2,8,272000,272000,128000,tool_use streaming,,\
input_tokens@batch=1 output_tokens@batch=4,input_tokens=2e-06,https://lumen.example/pricing
lumen/lumi-1,C,1,4,32000,32000,4096,,2026-01-31,,,
openrouter/quartz-ai/quartz-7,C,0.5,1.5,64000,64000,8192,tool_use,,,,
""",
    "sources/models_dev.csv": """\
id,name,status,input_per_1m,output_per_1m,cache_per_1m,max_context,max_input,max_output,caps,family,updated,rates
lumen/lumi-2,Lumi 2,C,2,8,0.2,400000,272000,120000,vision -audio_input,lumi,2026-01-20,input_tokens@>272000=4
bazaar/lumi-2,Lumi 2,C,2.5,9,,400000,,128000,vision,,2026-01-21,
bazaar/quartz-7,Quartz 7,P,free,free,,64000,,8192,-vision,,2026-01-22,
openrouter/quartz-ai/quartz-7,Quartz 7,C,0.6,1.6,,65000,,8192,vision -tool_use,,2026-01-23,\
input_tokens@>32000=1.2
""",
    "sources/openrouter.csv": """\
id,alias,name,status,input_per_1m,output_per_1m,max_context,caps
openrouter/quartz-ai/quartz-7,quartz-ai/quartz-7-0110,Quartz: Quartz 7,C,0.55,1.55,65536,tool_use json_mode
""",
    "curated/lumen.csv": """\
id,max_output,caps,url,updated
lumen/lumi-1,8192,-vision,https://lumen.example/models/lumi-1,2026-02-20
""",
}


class House:
    """A folder of facts, to be changed and built."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self.catalog = root / "catalog.sqlite"
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        """Put a file of facts, new or instead of the old one."""
        file = self.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def read(self, path: str) -> str:
        return (self.data / path).read_bytes().decode()

    def append(self, path: str, line: str) -> None:
        """Add one line to a file."""
        self.write(path, f"{self.read(path)}{line}\n")

    def edit(self, path: str, before: str, after: str) -> None:
        """Change one text of a file, which must stand there exactly once."""
        text = self.read(path)
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path}"
        self.write(path, text.replace(before, after))

    def files(self) -> dict[str, bytes]:
        """Every file of facts with its bytes; a lock is none."""
        found = (path for path in self.data.rglob("*") if path.is_file() and path.name != LOCK)
        return {path.relative_to(self.data).as_posix(): path.read_bytes() for path in found}

    def build(self) -> ModelCatalog:
        """Compile the catalog and open it."""
        build_catalog(self.data, self.catalog)
        return ModelCatalog.open(self.catalog)

    def digest(self) -> str:
        return build_catalog(self.data, self.catalog)

    def merged(self) -> Merged:
        return merge(self.data, read_directory(self.data))

    def tables(self) -> None:
        """Write the merged tables, as `modeldex build --tables` does."""
        write_tables(self.data, read_directory(self.data), self.merged())

    def fault(self) -> DataError:
        """The error that stops the build; what was built before must stay as it is, with no litter."""
        self.catalog.write_bytes(b"the catalog of yesterday")
        facts = self.files()
        with pytest.raises(DataError) as caught:
            build_catalog(self.data, self.catalog)
        assert self.catalog.read_bytes() == b"the catalog of yesterday"
        assert [path.name for path in self.catalog.parent.iterdir() if path.is_file()] == [self.catalog.name]
        assert self.files() == facts
        assert caught.value.code == "E4101"
        return caught.value


def claims_of(
    source: str,
    seen_on: str = "2026-03-01",
    *,
    full_id: str = "lumen/lumi-2",
    own: str | None = None,
    about: str = "offerings",
    rates: str = "",
    caps: str = "",
    touched: str | None = None,
    **stored: Any,
) -> Claims:
    """What a source says of one offering; `rates` and `caps` as a cell has them."""
    info = SourceInfo(source, source, f"https://{source}.example", "facts", own, seen_on, 1, about)
    if caps:
        stored["caps_yes"], stored["caps_no"], stored["caps_unknown"] = parse_masks(caps)
    amounts = {
        canonical_key(key): canonical_amount(amount)
        for key, _, amount in (pair.partition("=") for pair in rates.split())
    }
    provider, _, model_id = full_id.partition("/")
    row = Row(Path(f"{source}.csv"), 2, {"id": full_id})
    touched_day = date.fromisoformat(touched or seen_on).toordinal()
    return Claims(info, row, provider, model_id, stored, amounts, {}, touched_day)


@pytest.fixture
def says() -> Callable[..., Claims]:
    """Makes what a source says of one offering."""
    return claims_of


@pytest.fixture
def chosen() -> Callable[..., dict[str, object]]:
    """Makes one row out of what several say of an offering."""

    def chosen(
        *said: Claims,
        model: str | None = "lumen/lumi-2",
        shares: InputShares | None = None,
        consensus: Consensus | None = None,
        at_home: bool = False,
    ) -> dict[str, object]:
        return choose(list(said), model, shares or InputShares(), consensus or Consensus(), at_home=at_home)

    return chosen


@pytest.fixture
def can() -> Callable[[dict[str, object], str], bool | None]:
    """Tells whether a row has a capability; None where it is unknown."""

    def can(stored: dict[str, object], name: str) -> bool | None:
        mask = CAPABILITIES[name].mask
        yes, no = stored["caps_yes"], stored["caps_no"]
        assert isinstance(yes, int)
        assert isinstance(no, int)
        return True if yes & mask else False if no & mask else None

    return can


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
