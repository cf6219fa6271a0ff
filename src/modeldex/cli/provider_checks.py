"""The checks of providers: who is ready, what the others lack, and with `--reach` who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli.checkup import FAULT, NOTE, OK, CheckFinding
from modeldex.core.errors import ModeldexError
from modeldex.providers.endpoint import key_is_kept
from modeldex.providers.prerequisites import ADDRESS, EXTRA, IN_PROCESS, REFUSED, WIRE
from modeldex.providers.ready import default_model, ready_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from modeldex.cli.access import Access
    from modeldex.core.provider import Provider
    from modeldex.providers.prerequisites import NotReady
    from modeldex.providers.reaching import Reached
    from modeldex.providers.ready import Directory

_BY_CHANCE = frozenset({ADDRESS, EXTRA, WIRE})
"""What a provider may lack without a fault where nobody configured it: many a key is for something else."""


def used_providers(access: Access) -> dict[str, NotReady | None]:
    """Slug -> what it lacks, of the providers that somebody configured, or has a key or an address for."""
    needs, configured = access.prerequisites, access.credentials.configured.providers
    found = {}
    for one in access.providers.values():
        is_meant = one.id in configured or key_is_kept(one, access.credentials)
        lacking = needs.of_provider(one)
        if is_meant or lacking is None:
            found[one.id] = lacking
    return found


def provider_findings(access: Access, used: dict[str, NotReady | None]) -> Iterator[CheckFinding]:
    """Whether what the user has keys for, or configured, can be called."""
    for slug, lacking in used.items():
        where = _key_place(access, access.providers[slug])
        if lacking is None:
            yield _of(slug, OK, f"ready{where}")
            continue
        is_chance = slug not in access.credentials.configured.providers and {*lacking.kinds} <= _BY_CHANCE
        yield _of(slug, NOTE if is_chance else FAULT, f"not ready: {lacking.reason}")


def default_findings(access: Access, registry: Directory) -> Iterator[CheckFinding]:
    """How many models are ready, and which is called where nobody names one."""
    ready = ready_models(registry, access.credentials, gateway=access.gateway)
    chosen = default_model(registry, access.credentials, gateway=access.gateway)
    if chosen is None:
        yield CheckFinding(
            area="models", about="ready", level=NOTE,
            message="none is ready; set a key, such as OPENAI_API_KEY: modeldex providers names them all",
        )  # fmt: skip
    else:
        told = f"{len(ready):,} {'is' if len(ready) == 1 else 'are'} ready; {chosen.id} is the default"
        yield CheckFinding(area="models", about="ready", level=OK, message=told)


def reached_providers(access: Access, used: dict[str, NotReady | None]) -> list[Reached]:
    """What came of asking every provider that is ready, or lacks nothing but a key that is let in.

    NetworkError where `[client]` lets nobody be asked.
    """
    import asyncio

    asked = [
        access.providers[slug]
        for slug, lacking in used.items()
        if slug != IN_PROCESS and (lacking is None or lacking.kinds == (REFUSED,))
    ]
    return asyncio.run(_reached(access, asked))


async def _reached(access: Access, providers: Sequence[Provider]) -> list[Reached]:
    import asyncio

    from modeldex.providers.reaching import Question, reach

    questions = [Question.to(one, access.credentials, access.gateway) for one in providers]
    transport = access.transport(one.origin for one in questions if one.is_users)
    try:
        return await asyncio.gather(*(reach(one, access.credentials, transport) for one in questions))
    finally:
        await transport.close()


def reach_findings(reached: Iterable[Reached]) -> Iterator[CheckFinding]:
    """Who answers, how fast, and why somebody does not."""
    for one in reached:
        if one.problem is not None:
            message = f"{one.origin}: {one.problem}"
            yield CheckFinding(area="reach", about=one.provider, level=FAULT, message=message)
            continue
        listed = "" if one.models is None else f", lists {one.models:,} model{'' if one.models == 1 else 's'}"
        message = f"{one.origin} answers in {one.seconds or 0:.2f} s{listed}"
        yield CheckFinding(area="reach", about=one.provider, level=OK, message=message)


def _key_place(access: Access, provider: Provider) -> str:
    """Where the key of a provider is, as people are told."""
    from modeldex.providers.endpoint import KEY_ROLES

    try:
        places = (access.credentials.where(provider, role) for role in KEY_ROLES)
        place = next(filter(None, places), None)
    except ModeldexError:
        return ""
    return ", without a key" if place is None else f", by {place}"


def _of(slug: str, level: str, message: str) -> CheckFinding:
    return CheckFinding(area="provider", about=slug, level=level, message=message)
