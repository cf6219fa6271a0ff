"""What comes out of the files with every trap, kept beside them: our file, then every note.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/config/importers`, and review the diff.
"""

import os

import pytest
from tests.config.importers.conftest import FILES, KINDS, text_of

from modeldex import ModelCatalog
from modeldex.config.importers.table import convert


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_becomes_what_it_became(kind: str, catalog: ModelCatalog):
    made = convert(kind, text_of(kind), KINDS[kind], catalog)

    notes = {"carried": made.carried, "left out": made.left_out, "to do": made.to_do}
    listed = "".join(
        f"\n# {name}\n" + "".join(f"# {note}\n" for note in found) for name, found in notes.items()
    )
    golden = FILES / f"{kind}.golden.toml"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made.document + listed, "utf-8")
    assert made.document + listed == golden.read_text("utf-8")
