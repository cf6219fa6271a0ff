"""What a provider says it does with the content of a request: the table `data_policy` of a `Provider`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

DATA_POLICY_KEYS = {"trains_on_input": bool, "zero_retention": bool, "retention_days": int, "regions": tuple}
"""What a provider can say of content, and as what; a key that is not there: nobody says. All of it is what
holds for a paying account that has arranged nothing else. `trains_on_input`: whether models are trained on
it. `zero_retention`: whether nothing is kept after the answer. `retention_days`: longest time for which it
is kept. `regions`: everywhere that it is worked on, as `us`, `eu`, `global`, or a cloud's own name of one."""

_KINDS = {bool: "true or false", int: "a whole number", tuple: "a list"}
_REGION = "abcdefghijklmnopqrstuvwxyz0123456789-"


def data_policy_fault(policy: Mapping[str, Any]) -> str | None:
    """What is wrong with a table of `DATA_POLICY_KEYS`; None where nothing is."""
    for key, value in policy.items():
        if key not in DATA_POLICY_KEYS:
            return f"must have keys of {', '.join(DATA_POLICY_KEYS)}; not {key!r}"
        if type(value) is not DATA_POLICY_KEYS[key]:
            return f"{key} must be {_KINDS[DATA_POLICY_KEYS[key]]}, not {value!r}"
    days = policy.get("retention_days", 0)
    if days < 0:
        return f"retention_days must be at least 0, not {days}"
    if policy.get("zero_retention") and days:
        return f"retention_days must be 0 where zero_retention is true, not {days}"
    return _regions_fault(policy["regions"]) if "regions" in policy else None


def _regions_fault(regions: tuple[object, ...]) -> str | None:
    if not regions:
        return "regions must name one at least; leave it out where nobody says"
    wrong = [region for region in regions if not is_region(region)]
    return f"regions must be names like us, eu or eu-west-1, not {wrong[0]!r}" if wrong else None


def is_region(name: object) -> bool:
    """Whether this can name a region: lower-case letters, digits and `-`, a letter first."""
    return isinstance(name, str) and name[:1].isalpha() and all(char in _REGION for char in name)
