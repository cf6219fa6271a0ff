"""The command that asks providers what they list to this user."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.access import asked_access
from modeldex.cli.discovered import discovered_folder, kept_at, moment, pools_of, write_found
from modeldex.cli.discovering import write_plan, write_rows
from modeldex.cli.exits import FINDINGS, NETWORK
from modeldex.cli.options import PROVIDER
from modeldex.cli.session import asked_catalog, require_network
from modeldex.core.errors import DataError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.cli.access import Access
    from modeldex.pipeline.discovering import Discovery
    from modeldex.pipeline.users_list import UsersList
    from modeldex.registry.discovered_store import DiscoveredStore

_ROOTS = "wire_formats"
"""What makes the list be asked for elsewhere where the configuration states it, beside the address."""


@click.command()
@click.argument("providers", nargs=-1, metavar="[PROVIDER]...", type=PROVIDER)
@click.option("--list", "only_list", is_flag=True, help="Ask nobody; list what was discovered before.")
@click.option("--dry-run", is_flag=True, help="Ask nobody; say who would be asked, and what is missing.")
@output.formats
@click.pass_context
def discover(
    ctx: click.Context, providers: tuple[str, ...], only_list: bool, dry_run: bool, form: str | None
) -> None:
    """Ask providers which models they list to you, and keep those that the catalog lacks.

    Without a PROVIDER everybody is asked whose key you have, and every server on your machine. Keys
    come from the environment, the keyring or the configuration, and so do your own addresses. What
    is discovered stands apart: `modeldex search` shows it, no question of the catalog does, and
    `modeldex promote` takes one into your configuration.

    Exit code 0: everybody who was asked gave a list; 1: one failed, or one that you named was not
    asked; 3: nobody gave a list, or the network must not be used.

    \b
    Examples:
      modeldex discover --dry-run
      modeldex discover groq ollama --dry-run
      modeldex discover --list
    """
    from modeldex.registry.discovered_store import DiscoveredStore

    store = DiscoveredStore(discovered_folder())
    if only_list:
        _write_pools(form, store, providers)
        return
    access = asked_access()
    lists = _lists(access, providers)
    if dry_run:
        write_plan(form, lists, is_named=bool(providers))
        return
    require_network()
    if access.configuration is not None and access.configuration.registry.offline:
        raise NetworkError("offline", "the configuration states offline = true below [registry]; take it out")
    if any(one.reason is None for one in lists):
        store.check_folder()
    rows = [_kept(one, store) for one in _asked(lists, access)]
    write_rows(form, rows, is_named=bool(providers))
    ctx.exit(_exit_code(rows, is_named=bool(providers)))


def _lists(access: Access, names: Sequence[str]) -> list[UsersList]:
    """How each provider is asked, of those that are named, or of all."""
    from modeldex.pipeline.users_list import users_list

    moved = set(access.credentials.configured.moved)
    if access.configuration is not None:
        changes = access.configuration.provider_changes.items()
        moved |= access.configuration.providers.keys()
        moved |= {slug for slug, changed in changes if _ROOTS in changed}
    return [
        users_list(access.providers[slug], access.credentials, is_moved=slug in moved, is_named=bool(names))
        for slug in dict.fromkeys(map(access.slug, names)) or access.providers
    ]


def _asked(lists: Sequence[UsersList], access: Access) -> list[Discovery]:
    from modeldex.pipeline.discovering import discover as ask_all

    allowed = [one.allowed for one in lists if one.reason is None and one.allowed is not None]

    async def run() -> list[Discovery]:
        transport = access.transport(allowed)
        try:
            return await ask_all(lists, asked_catalog(), access.credentials, transport)
        finally:
            await transport.close()

    return asyncio.run(run())


def _kept(one: Discovery, store: DiscoveredStore) -> dict[str, Any]:
    """Keep what was discovered at a provider; what there is to tell of it."""
    try:
        before = store.read(one.provider)
    except DataError:  # which is mended by writing it anew
        before = None
    if one.found is not None:
        store.write(one.found)
    after = one.found or before
    listed, models = one.listed or frozenset(), () if one.found is None else one.found.models
    known_before = () if before is None else before.models
    return {
        "provider": one.provider,
        "outcome": one.outcome,
        "reason": one.reason,
        "listed": None if one.known is None else one.known + len(models) + one.unreadable,
        "known": one.known,
        "unreadable": one.unreadable,
        "discovered": None if one.found is None else len(models),
        "new": [full_id for full_id in models if full_id not in known_before],
        "gone": [full_id for full_id in known_before if one.found is not None and full_id not in listed],
        "refreshed_at": None if after is None else after.refreshed_at.isoformat(timespec="seconds"),
    }


def _exit_code(rows: Sequence[dict[str, Any]], *, is_named: bool) -> int:
    """0 where all went well; 3 where nobody answered; else 1, also for one that was named and skipped."""
    outcomes = [row["outcome"] for row in rows]
    if "refreshed" not in outcomes:
        return NETWORK
    return FINDINGS if "failed" in outcomes or (is_named and "skipped" in outcomes) else 0


def _write_pools(form: str | None, store: DiscoveredStore, names: Sequence[str]) -> None:
    """What was discovered before, provider by provider."""
    from modeldex.cli.columns import usual_columns

    slugs = list(map(asked_access(opens=False).slug, names)) if names else store.providers()
    found = pools_of(kept_at(store, slugs))
    if form is not None:
        write_found(form, [(pool, model) for pool in found for model in pool.models], None)
        return
    for place, pool in enumerate(found):
        if place:
            output.write_line()
        output.write_line(f"{pool.provider}, refreshed {moment(pool.refreshed_at)}", style="italic")
        if pool.models:
            output.write_records(None, pool.models, usual_columns(pool.models))
        else:
            output.write_line("nothing that the catalog lacks")
    if not found:
        output.note("nothing was discovered yet: modeldex discover")
