"""The file that `modeldex config init` begins with: every setting, commented out at its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.kinds import shown
from modeldex.config.nodes import Key, Table
from modeldex.config.places import dotted
from modeldex.config.sections import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.config.places import KeyPath

_EXAMPLES: dict[str, object] = {
    "database_url": "env:MODELDEX_DATABASE_URL",
    "gateway_url": "https://gateway.example.com",
    "allow_origins": ["http://10.0.0.5:8000"],
    "ca_file": "/etc/ssl/certs/ours.pem",
    "record_shapes": "shapes.json",
    "providers": ["anthropic", "openai"],
    "models": ["openai/gpt-4o"],
}
"""What stands in the place of a default where there is none."""

_BEGIN = """\
# Configuration of modeldex. Look it over with `modeldex config check`, and see what is in force
# with `modeldex config show --effective`. What is commented out is the default, or an example.
"""

_REST = """
# Policies say how models are put in order, pools give several models one name, and rules say what
# holds for which requests. The built-in policies: cheapest, fastest, best, balanced, weighted,
# priority, round_robin, least_busy.
#
# [routing.policies.thrifty]
# weights = { cost = 3, quality = 1 }
# where = "context_window >= 100000"
# boundaries = ["region"]
#
# [routing.pools.quick]
# policy = "weighted"
# members = [{ model = "openai/gpt-4o-mini", weight = 3 }, { model = "openai/gpt-4o" }]
#
# [routing.rules.long]
# when = "input_tokens > 100000"
# policy = "thrifty"

# Models of your own, and what is different of known ones. Keys are the fields of a model, the
# columns of its tables, or capabilities; "?" sets a field back to unknown, hidden = true hides a
# model.
#
# [models."openai/gpt-4o"]
# input_per_1m = "2.25"  # USD per million tokens, as negotiated
# rpm = 5000
# audio_input = false
#
# [models."my-server/llama-3.1-8b"]
# max_context = 131072
# caps = ["chat", "tool_use", "-vision"]
# prices = [{ unit = "input_tokens", amount = "free" }, { unit = "output_tokens", amount = "free" }]

# Providers of your own, and what is different at known ones. A key is never written here, but where
# it is kept: env:NAME, file:/path, command:pass show my-server, keyring or keyring:service/user.
#
# [providers.my-server]
# name = "Server in the cellar"
# base_url = "http://localhost:8000"
# wire_formats = { openai_chat = "/v1" }
# api_key = "env:MY_SERVER_KEY"
# default_parameters = { temperature = 0.7 }

# Other names, for models and for providers.
#
# [aliases.models]
# fast = "openai/gpt-4o-mini"
#
# [aliases.providers]
# home = "my-server"
"""


def template() -> str:
    """The commented starting file, in TOML."""
    parts = (
        _BEGIN,
        *(line for name, table in SECTIONS.items() for line in _section((name,), table)),
        _REST,
    )
    return "".join(parts)


def _section(at: KeyPath, table: Table) -> Iterator[str]:
    """The keys of a table, then the known tables in it; what users name is shown by examples."""
    yield f"\n# {table.meaning}\n[{dotted(at)}]\n"
    for key, node in table.keys.items():
        if isinstance(node, Key):
            default = _EXAMPLES.get(key, node.default)
            yield f"# {node.meaning}\n# {key} = {_written(default)}\n"
    for key, node in table.keys.items():
        if isinstance(node, Table):
            yield from _section((*at, key), node)


def _written(value: object) -> str:
    """A value as TOML has it."""
    return f"[{', '.join(map(shown, value))}]" if isinstance(value, list) else shown(value)
