"""What a reading states has to fit into a table, and to be read out of it again."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.offering import Offering

ANY_TEXT = st.text(st.characters(), max_size=20)


def reading(provider: str = "acme", model_id: str = "falcon", **more: object) -> Reading:
    made = Offering(provider=provider, model_id=model_id, **more)  # type: ignore[arg-type]
    return Reading(source="acme", offerings={made.id: made})


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_what_passes_comes_out_of_a_table_as_it_went_in(model_id: str, name: str, url: str) -> None:
    made = reading(model_id=model_id, cells={"name": name}, url=url)
    try:
        made.check_texts()
    except SourceError:
        return
    file = io.StringIO(newline="")
    csv.writer(file).writerow([model_id, name, url])
    kept = file.getvalue().encode("utf-8").decode("utf-8")

    assert list(csv.reader(io.StringIO(kept, newline=""))) == [[model_id, name, url]]
    assert model_id == model_id.strip() != ""
    assert model_id.isprintable()


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"cells": {"name": "half \ud800"}}, "acme/falcon: name"),
        ({"cells": {"name": "two\nlines"}}, "acme/falcon: name"),
        ({"originals": {"family": "bell\x07"}}, "acme/falcon: family"),
        ({"originals": {"family": 7}}, "acme/falcon: family is no text"),
        ({"url": "https://acme.example/\udfff"}, "acme/falcon: url"),
        ({"url": {"href": "x"}}, "acme/falcon: url is no text"),
        ({"model_id": ""}, "'acme/'"),
        ({"provider": ""}, "'/falcon'"),
        ({"provider": " acme"}, "' acme/falcon'"),
    ],
)
def test_a_text_that_no_table_holds_is_named_with_its_place(more: dict[str, str], place: str) -> None:
    with pytest.raises(SourceError) as caught:
        reading(**more).check_texts()

    assert f"acme: {'an id must be one line' if 'acme/falcon: ' not in place else ''}" in str(caught.value)
    assert place in str(caught.value)


@pytest.mark.parametrize(
    "text", ["Ünïcode 模型 🙂", "no\u00a0break", "zero\u200bwidth", "", 'quote " comma ,']
)
def test_other_texts_are_fine(text: str) -> None:
    reading(cells={"name": text}).check_texts()
