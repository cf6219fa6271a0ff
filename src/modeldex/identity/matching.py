"""Which canonical model an offering serves, by exact rules that say why.

The rules, in order. (1) A route is taken off: a resource's full name (`arn:aws:bedrock:...`), a
hub's folder (`accounts/fireworks/models/`, `@cf/`), a region prefix. (2) `organisation/name` and
`organisation.name` are taken apart. (3) A name that begins like a maker's own gives the maker (the
longest beginning decides), (4) else the organisation, (5) else the family that a catalog puts it
in, (6) else the provider, where it is a maker. (7) The name is written in its normal form
(`identity/spelling`).
Sizes, generations, modes, versions and quantisations stay: what differs in one of them is another
model. A full date stays too, until `identity/snapshots` knows that it is the only one.
"""

from __future__ import annotations

import re

from modeldex.core.record import Record
from modeldex.identity.ids import BEDROCK_ARN, BEDROCK_REGIONS
from modeldex.identity.spelling import spelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.identity.makers import Makers


class Match(Record):
    """The canonical model of an offering, and the rules that led there."""

    maker: str | None
    """Slug of the maker; None where no rule tells."""
    name: str
    """Normal form of the model's name."""
    reasons: tuple[str, ...]
    """The rules that were applied, in words."""

    @property
    def model(self) -> str | None:
        """Canonical id, `maker/name`; None where the maker is unknown."""
        return f"{self.maker}/{self.name}" if self.maker else None


_FOLDERS = re.compile(
    r"^(fw-(?=[a-z])|accounts/[^/]+/(?:models|routers)/|@(?:cf|hf|oi)/|pro/|~)", re.IGNORECASE
)
_REGION = re.compile(rf"^({'|'.join(map(re.escape, BEDROCK_REGIONS))})\.(?=[a-z0-9]+\.)")


def match(model_id: str, provider: str, makers: Makers, family: str | None = None) -> Match:
    """The canonical model that a provider's model id names."""
    reasons: list[str] = []
    plain = _step(BEDROCK_ARN.sub("", model_id), model_id, "full name of a resource taken off", reasons)
    bare = _step(_FOLDERS.sub("", plain), plain, "folder of a hub taken off", reasons)
    bare = _step(_REGION.sub("", bare), bare, "region prefix taken off", reasons)
    organisation, name = _organisation_and_name(bare, makers)
    own = _without_provider(name, provider, makers)
    name = _step(own, name, "the provider's own name taken off", reasons)
    maker = _maker(name, organisation, family, provider, makers, reasons)
    name = _step(_without_maker(name, maker, makers), name, "the maker's own name taken off", reasons)
    written = spelled(name, provider, makers.by_id.get(maker or ""), reasons)
    return Match(maker=maker, name=written, reasons=tuple(reasons))


def _step(after: str, before: str, reason: str, reasons: list[str]) -> str:
    if after != before:
        reasons.append(reason)
    return after


def _organisation_and_name(bare: str, makers: Makers) -> tuple[str | None, str]:
    folder, slash, name = bare.rpartition("/")
    vendor, dot, rest = _REGION.sub("", name).partition(".")
    if dot and makers.named(vendor):
        return vendor, rest
    return (folder.rpartition("/")[2], name) if slash else (None, bare)


def _without_provider(name: str, provider: str, makers: Makers) -> str:
    """`databricks-claude-...` at databricks: the rest begins like a maker's names, the whole does not."""
    rest = name.removeprefix(f"{provider}-")
    return rest if rest != name and makers.of_name(rest) and not makers.of_name(name) else name


def _without_maker(name: str, maker: str | None, makers: Makers) -> str:
    """`cohere-command-a` of cohere: the rest begins like the maker's own names; `qwen-max` does not."""
    if maker is None:
        return name
    lowered = name.lower()
    for spelling in (maker, *makers.by_id[maker].spellings):
        for joint in ("--", "-", "_", ".") if lowered.startswith(spelling) else ():
            rest = name[len(spelling) + len(joint) :]
            if lowered.startswith(spelling + joint) and makers.of_name(rest) == maker:
                return rest
    return name


def _maker(
    name: str,
    organisation: str | None,
    family: str | None,
    provider: str,
    makers: Makers,
    reasons: list[str],
) -> str | None:
    found = (
        (makers.of_name(name), "its name begins like theirs"),
        (makers.named(organisation) if organisation else None, f"organisation {organisation}"),
        (makers.of_family(family) if family else None, f"family {family}"),
        (provider if provider in makers.by_id else None, "the provider is a maker"),
    )
    for maker, reason in found:
        if maker is not None:
            reasons.append(f"{maker}: {reason}")
            return maker
    return None
