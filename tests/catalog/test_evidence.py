"""Who says so, since when, and where sources disagree."""

from datetime import date

import pytest

from modeldex import ModelCatalog, ModelNotFoundError, Statement, UnknownNameError

PAGE = "https://acme.example/falcon-2"


def test_the_value_taken_comes_first_and_the_loser_is_kept(small: ModelCatalog):
    said = small.why("falcon-2", "context_window")

    assert said == (
        Statement(
            model="acme/falcon-2",
            field="max_context",
            value="1000000",
            source="official",
            url=PAGE,
            seen_on="2026-10-01",
            wins=True,
            reason="kept by hand",
        ),
        Statement(
            model="acme/falcon-2",
            field="max_context",
            value="200000",
            source="survey",
            url=PAGE,
            seen_on="2026-10-25",
            wins=False,
        ),
    )


def test_a_statement_keeps_the_words_of_its_source(small: ModelCatalog):
    (said,) = small.why("falcon-2", "input_tokens")

    assert (said.value, said.original, said.url) == ("2.5", "2.5e-06", PAGE)


def test_a_statement_without_a_page_names_where_its_source_is_fetched(small: ModelCatalog):
    said = small.why("hub/auto", "chat")

    assert [one.url for one in said] == ["https://hub.example/models.json"]


@pytest.mark.parametrize(
    ("spelling", "field", "value"),
    [
        ("max_context", "max_context", "1000000"),
        ("context_window", "max_context", "1000000"),
        ("vision", "vision", "true"),
        ("supports_vision", "vision", "true"),
        ("mmlu", "mmlu", "88"),
        ("input_per_1m", "input_tokens", "2.5"),
        ("cost_per_1m_input_tokens", "input_tokens", "2.5"),
        ("cost_per_1m_cache_read_tokens", "cache_read_tokens", "0.25"),
        ("cost_per_1m_batch_input_tokens", "input_tokens@batch", "1.25"),
        ("output_tokens@batch", "output_tokens@batch", "5"),
        ("input_tokens@>200000", "input_tokens@>200000", "5"),
        ("release_date", "release_date", "2026-02-01"),
    ],
)
def test_a_field_is_found_by_each_of_its_names(spelling: str, field: str, value: str, small: ModelCatalog):
    first, *_ = small.why("acme/falcon-2", spelling)

    assert (first.field, first.value, first.wins) == (field, value, True)


def test_without_a_field_everything_said_is_listed_by_field(small: ModelCatalog):
    said = small.why("hub/acme/falcon-2")

    fields = [one.field for one in said]
    assert fields == sorted(fields)
    assert {"input_tokens", "vision", "audio_input", "max_output", "name"} <= set(fields)
    assert {one.source for one in said} == {"listing", "survey", "estimated"}
    assert [one.field for one in said if one.source == "estimated"] == ["model"]


def test_at_most_one_statement_of_a_field_wins(small: ModelCatalog):
    for model in small:
        winners = [said.field for said in small.why(model.id) if said.wins]
        assert len(winners) == len(set(winners))


def test_what_nobody_says_has_no_statement(small: ModelCatalog):
    assert small.why("falcon-2", "rate_limit_rpm") == ()
    assert small.why("cellar/aurora-7b", "vision") == ()


def test_benchmarks_are_stated_where_one_of_them_is(small: ModelCatalog):
    assert {said.field for said in small.why("falcon-2", "benchmarks")} == {"mmlu", "gpqa"}


def test_a_row_that_no_source_mentions_is_its_own_statement(small: ModelCatalog):
    (said,) = small.why("bazaar/echo", "max_context")

    assert (said.value, said.source, said.seen_on, said.wins) == ("2048", "community", "2025-01-01", True)


def test_every_field_that_is_listed_can_be_asked_for():
    catalog = ModelCatalog.bundled()
    model = next(model for model in catalog.find_models(provider="openrouter") if model.benchmarks)

    for said in catalog.why(model.id):
        assert said in catalog.why(model.id, said.field)
        assert catalog.history(model.id, said.field)


def test_an_unknown_field_gets_a_near_one(small: ModelCatalog):
    with pytest.raises(UnknownNameError) as caught:
        small.why("falcon-2", "context_windw")

    assert (caught.value.kind, caught.value.name) == ("field", "context_windw")
    assert "did you mean context_window" in str(caught.value)
    with pytest.raises(UnknownNameError, match=r"unknown field 'zzz'.*known: id, model_id"):
        small.why("falcon-2", "zzz")


@pytest.mark.parametrize("name", ["prices", "capabilities"])
def test_a_field_is_never_suggested_for_itself(name: str, small: ModelCatalog):
    with pytest.raises(UnknownNameError) as caught:
        small.why("falcon-2", name)

    assert f"did you mean {name}" not in str(caught.value)
    assert name not in caught.value.known


def test_an_unknown_model_is_a_miss_everywhere(small: ModelCatalog):
    with pytest.raises(ModelNotFoundError):
        small.why("falcn-2")
    with pytest.raises(ModelNotFoundError):
        small.history("falcn-2", "max_context")


def test_the_history_of_a_rate_is_its_dated_rows(small: ModelCatalog):
    first, second = small.history("falcon-2", "cost_per_1m_input_tokens")

    assert (first.value, first.since, first.until) == ("3", "2026-02-01", "2026-08-01")
    assert (second.value, second.since, second.until) == ("2.5", "2026-08-01", None)
    assert first.price_id is not None
    assert second.price_id is not None
    assert first.price_id != second.price_id
    assert {row.price_id for row in (first, second)} < {
        price.price_id for price in small.get_model_or_raise("falcon-2").prices
    }


def test_a_rate_without_a_first_day_is_known_since_it_was_seen(small: ModelCatalog):
    (only,) = small.history("falcon-2", "output_tokens")

    assert (only.value, only.since, only.until) == ("10", "2026-02-01", None)


def test_the_history_of_another_field_is_what_was_seen_when(small: ModelCatalog):
    rows = small.history("falcon-2", "max_context")

    assert [(row.value, row.since, row.source) for row in rows] == [
        ("1000000", "2026-10-01", "official"),
        ("200000", "2026-10-25", "survey"),
    ]


def test_conflicts_name_every_disagreement_with_all_sides(small: ModelCatalog):
    found = small.conflicts()

    assert [(one.model, one.field) for one in found] == [
        ("acme/falcon-2", "max_context"),
        ("hub/acme/falcon-2", "input_tokens"),
        ("hub/acme/falcon-2", "max_context"),
        ("hub/acme/falcon-2", "output_tokens"),
    ]
    assert [(said.value, said.source) for said in found[1].statements] == [
        ("2.8", "listing"),
        ("2.75", "survey"),
    ]
    assert found[1].winner == found[1].statements[0]


def test_names_differ_by_taste_and_are_no_conflict(small: ModelCatalog):
    assert len({said.value for said in small.why("hub/acme/falcon-2", "name")}) == 2
    assert small.conflicts(provider="hub", field="name") == ()


def test_conflicts_can_be_narrowed(small: ModelCatalog):
    assert {one.model for one in small.conflicts(provider="acme-ai")} == {"acme/falcon-2"}
    assert [one.model for one in small.conflicts(field="context_window")] == [
        "acme/falcon-2",
        "hub/acme/falcon-2",
    ]
    with pytest.raises(UnknownNameError, match="unknown provider 'amce'"):
        small.conflicts(provider="amce")
    with pytest.raises(UnknownNameError, match="unknown field 'contxt'"):
        small.conflicts(field="contxt")


def test_every_conflict_of_the_bundled_catalog_is_a_disagreement():
    for conflict in ModelCatalog.bundled().conflicts():
        assert len({said.value for said in conflict.statements}) > 1
        assert all(said.seen_on is None or date.fromisoformat(said.seen_on) for said in conflict.statements)
