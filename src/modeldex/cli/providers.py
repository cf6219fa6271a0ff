"""The command about who serves: every provider, one of them, or all that serve a model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.access import asked_access
from modeldex.cli.cells import UNKNOWN, escaped, printable
from modeldex.cli.columns import column_named
from modeldex.cli.offerings import cheapest_first, write_offerings
from modeldex.cli.options import PROVIDER_OR_MODEL
from modeldex.cli.screen import screen
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_pairs, write_table
from modeldex.core.errors import AmbiguousModelError, ModelNotFoundError, UnknownNameError
from modeldex.core.plain import plain
from modeldex.core.provider import CATEGORIES
from modeldex.providers.endpoint import key_is_kept
from modeldex.providers.prerequisites import KEY, Lack, NotReady

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.cli.access import Access
    from modeldex.core.model import Model
    from modeldex.core.provider import Provider


@click.command()
@click.argument("name", required=False, type=PROVIDER_OR_MODEL, metavar="[PROVIDER|MODEL]")
@click.option("--category", type=click.Choice(CATEGORIES), help="Of this kind only.")
@click.option("--ready", is_flag=True, help="Only those that can be called: the key is set, and all else.")
@click.option("--retired", is_flag=True, help="With a MODEL: its retired offerings too.")
@output.formats
def providers(name: str | None, category: str | None, ready: bool, retired: bool, form: str | None) -> None:
    """List providers; show one PROVIDER; or list who serves a MODEL, the cheapest first.

    The cheapest is that of three input tokens to one output token.

    MODEL is a canonical id (meta/llama-3.3-70b-instruct), the part of it after the maker, or the
    name of any offering of it.

    A provider is ready where nothing stands in the way of a call: its key, its address and what it
    takes to sign are there, and no key of it was refused. Values of variables are never shown. The
    list neither opens the keyring nor runs a command for a key: `modeldex doctor` does.

    \b
    Examples:
      modeldex providers --category local
      modeldex providers --ready
      modeldex providers groq
      modeldex providers llama-3.3-70b-instruct
    """
    catalog = asked_catalog()
    if name is None:
        if retired:
            raise click.UsageError("--retired goes with a MODEL; leave it out")
        _list_providers(catalog, category, form, only_ready=ready)
        return
    if category is not None or ready:
        option = "--ready" if category is None else "--category"
        raise click.UsageError(f"{option} goes with the list of all; leave it out, or the name")
    try:
        provider, access = _provider_named(name)
    except UnknownNameError as error:
        model = _served(catalog, name, error)
        _list_offerings(catalog, model, with_retired=retired, form=form)
        return
    if retired:
        raise click.UsageError(f"--retired goes with a model, and {name} is a provider; leave it out")
    lacking = access.prerequisites.of_provider(provider)
    if form:
        output.write_record(form, _provider_record(provider, lacking))
    else:
        _write_provider(catalog, provider, lacking)


def _provider_named(name: str) -> tuple[Provider, Access]:
    """The provider that a name means, as it is configured; UnknownNameError lists them."""
    access = asked_access()
    return access.providers[access.slug(name)], access


def _list_providers(
    catalog: ModelCatalog, category: str | None, form: str | None, *, only_ready: bool
) -> None:
    counts, access = catalog.offerings_by_provider(), asked_access(opens=False)
    needs = access.prerequisites
    lacking = {
        one.id: needs.of_provider(one) if form or only_ready or _is_meant(one, access) else _NOTHING_SET
        for one in access.providers.values()
    }
    listed = [
        one
        for one in access.providers.values()
        if category in (None, one.category) and not (only_ready and lacking[one.id] is not None)
    ]
    columns = _provider_columns(counts, lacking, "name" if _has_room_for_names(listed) else "")
    output.write_records(form, listed, columns, as_plain=lambda one: _provider_record(one, lacking[one.id]))
    if form is None and not listed:
        output.note("none of them; modeldex providers lists all, each with the variable of its key")
    elif form is None:
        ready = sum(lacking[one.id] is None for one in listed)
        count = f"{len(listed)} provider{'' if len(listed) == 1 else 's'}"
        output.note(f"{count}, {ready} ready; one of them: modeldex providers NAME")


def _provider_columns(
    counts: Mapping[str, int], lacking: Mapping[str, NotReady | None], name: str
) -> tuple[output.Column[Provider], ...]:
    def reason(one: Provider) -> str | None:
        found = lacking[one.id]
        return None if found is None else found.reason

    def mend(one: Provider) -> str | None:
        found = lacking[one.id]
        return None if found is None else found.mend

    return (
        output.Column("id", lambda one: one.id, "provider", lambda one: escaped(one.id)),
        output.Column("name", lambda one: one.name, name, lambda one: escaped(one.name)),
        output.Column("category", lambda one: one.category, "kind"),
        output.Column("models", lambda one: counts.get(one.id, 0), "models", right=True),
        output.Column("env", _first_keys, "key in", lambda one: escaped(" ".join(_first_keys(one)))),
        output.Column("base_url", lambda one: one.base_url, ""),
        output.Column("closed_on", lambda one: one.closed_on, ""),
        output.Column(
            "ready",
            lambda one: lacking[one.id] is None,
            cell=lambda one: _ready_cell(one, lacking[one.id]),
            whole=True,
        ),
        output.Column("not_ready_reason", reason, ""),
        output.Column("mend", mend, ""),
    )


def _has_room_for_names(listed: Sequence[Provider]) -> bool:
    """Whether names fit beside the rest on a line, so that no variable is broken."""
    words = ([one.id, one.name, one.category, " ".join(_first_keys(one))] for one in listed)
    widest = (max(map(len, column)) for column in zip(*words, strict=True))
    return sum(widest) + _REST <= screen().width


def _is_meant(provider: Provider, access: Access) -> bool:
    """Whether anything of a provider is set or configured; else nobody need look what it lacks."""
    is_set = any(name in os.environ for names in provider.env.values() for name in names)
    is_named = provider.id in access.credentials.configured.providers
    return is_set or is_named or key_is_kept(provider, access.credentials)


def _ready_cell(provider: Provider, lacking: NotReady | None) -> str:
    """A word on whether a provider is ready; blank where it lacks the key that the row names anyway."""
    if lacking is None:
        return "[green]yes[/green]"
    if provider.closed_on is not None:
        return "closed"
    kinds = lacking.kinds
    return f"[red]{_IN_A_WORD[kinds[0]]}[/red]" if KEY not in kinds and kinds[0] in _IN_A_WORD else ""


def _first_keys(provider: Provider) -> list[str]:
    """The usual names of the variables that hold what lets a caller in."""
    roles = ("api_key", "auth_token", "bearer_token", "access_key_id", "credentials_file")
    return [provider.env[role][0] for role in roles if role in provider.env][:1]


def _provider_record(provider: Provider, lacking: NotReady | None) -> dict[str, object]:
    record = plain(provider)
    assert isinstance(record, dict)
    return record | {
        "ready": lacking is None,
        "not_ready_reason": None if lacking is None else lacking.reason,
        "mend": None if lacking is None else lacking.mend,
    }


def _write_provider(catalog: ModelCatalog, provider: Provider, lacking: NotReady | None) -> None:
    output.write_line(f"{provider.name}  ({provider.id})", style="bold")
    output.write_line()
    facts = _provider_facts(provider, catalog.offerings_by_provider().get(provider.id, 0))
    is_ready = ("ready", "yes") if lacking is None else ("not ready", escaped(lacking.reason))
    write_pairs([*facts, is_ready])
    output.note(f"its models: modeldex list --provider {printable(provider.id)}")


def _provider_facts(provider: Provider, offerings: int) -> Iterator[tuple[str, str]]:
    yield "kind", provider.category
    yield "models", f"{offerings:,}"
    yield "at", escaped(provider.base_url)
    yield (
        "speaks",
        ", ".join(f"{wire} under {root or '/'}" for wire, root in provider.wire_formats.items()) or UNKNOWN,
    )
    for role, names in provider.env.items():
        yield role.replace("_", " "), escaped(", ".join(names))
    for heading, names in (("also called", provider.aliases), ("home of", provider.home_of)):
        if names:
            yield heading, escaped(", ".join(names))
    for key, says in _DATA_WORDS.items():
        if key in provider.data_policy:
            yield says, _data_cell(provider.data_policy[key])
    yield "docs", escaped(provider.docs)
    if provider.closed_on is not None:
        yield "closed", "on an unknown day" if provider.closed_on == "?" else provider.closed_on


def _data_cell(value: object) -> str:
    """A fact about what is done with content."""
    if isinstance(value, tuple):
        return escaped(", ".join(value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value:,}"


def _served(catalog: ModelCatalog, name: str, no_provider: UnknownNameError) -> Model:
    """The model of a name that is no provider's; the error names what looks like it of both kinds."""
    from difflib import get_close_matches

    try:
        return catalog.canonical_model_or_raise(name)
    except AmbiguousModelError:
        raise
    except ModelNotFoundError as error:
        near = (*get_close_matches(name.lower(), no_provider.known, n=2), *error.near)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        reason = f"no provider and no model is called {name!r}{hint}"
        raise ModelNotFoundError(name, near, reason) from None


def _list_offerings(catalog: ModelCatalog, model: Model, *, with_retired: bool, form: str | None) -> None:
    offerings = cheapest_first(catalog, model, with_retired=with_retired)
    write_offerings(form, offerings)
    if form is None:
        _write_siblings(catalog, model.id)
        left = len(model.offerings) - len(offerings)
        output.note(
            f"{len(offerings)} offerings of {printable(model.id)}"
            + (f"; {left} retired ones left out, --retired shows them" if left else "")
        )


def _write_siblings(catalog: ModelCatalog, canonical: str) -> None:
    """The models whose names begin like this one's: kept apart, and easily meant instead."""
    stem = canonical
    for ending in _TUNED:
        stem = stem.removesuffix(ending)
    rows = []
    for sibling in catalog.canonical_ids_beginning(stem):
        if sibling == canonical or sibling[len(stem) :][:1] not in ("", "-"):
            continue
        published = catalog.canonical_model(sibling)
        offerings = cheapest_first(catalog, published) if published is not None else ()
        if offerings:
            rows.append(
                (escaped(sibling), f"{len(offerings):,}", *(c.shown(offerings[0]) for c in _CHEAPEST))
            )
    if rows:
        output.write_line()
        write_table(_SIBLING_COLUMNS, rows, "kept apart, and perhaps meant as well")


_NOTHING_SET = NotReady((Lack(KEY, "it has no key"),))
_IN_A_WORD = {"refused": "refused", "address": "no address", "extra": "no library"}
"""Kind of lack -> what a narrow cell says of it."""
_DATA_WORDS = {
    "trains_on_input": "trains on input",
    "zero_retention": "keeps nothing",
    "retention_days": "days it is kept",
    "regions": "worked on in",
}
"""Key of what a provider does with content -> how the overview calls it."""
_REST = 24
"""Letters that a line needs for numbers, a word on being ready, and the gaps."""
_TUNED = ("-instruct", "-chat", "-it")
"""Endings that providers add or leave out as they like."""
_CHEAPEST = tuple(column_named(name) for name in ("provider", "input_per_1m", "output_per_1m"))
_SIBLING_COLUMNS = (
    ("model", "left"),
    ("at", "right"),
    ("cheapest", "left"),
    ("in $/M", "right"),
    ("out $/M", "right"),
)
