"""Which ids a row of genai-prices is about.

A row has an id, which is often a label, and the exact ids that its prices are for. Those are not
names of one model: `gpt-5` and `gpt-5-codex` share a row because they share a price. So each exact
id is an offering of its own, and only another spelling of it (case, dot or dash, a provider's
prefix) is its alias. Labels, and spellings of a tool that no provider takes, are left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LABELS = {
    "anthropic": "claude-2 claude-3-5-sonnet claude-3-haiku claude-3-sonnet claude-opus-4 claude-sonnet-4",
    "azure": "ada babbage curie davinci text-embedding-ada text-embedding-ada-002-v2 text-curie text-davinci"
    " wizardlm-2-8x22b",
    "cohere": "command-a command-r7b",
    "deepseek": "deepseek-chat-v3-0324 deepseek-r1-0528",
    "google": "claude-4-opus claude-4-sonnet claude-opus-4 claude-sonnet-4 anthropic/claude-sonnet-4"
    " gemini-flash-1.5 gemini-flash-1.5-8b gemini-pro-1.5 gemini-2.5-flash-latest gemini-2.5-flash-preview"
    " gemini-3-pro-text-preview gemma-3 gemma-3n",
    "groq": "gemma2-9b",
    "minimax": "minimax-01 minimax-m1",
    "mistral": "codestral devstral-small magistral-medium magistral-small ministral-3b ministral-8b"
    " mistral-7b mistral-large mistral-medium-3-1 mistral-nemo mistral-saba mistral-small-24b-instruct-2501"
    " mistral-small-3.1-24b-instruct mistral-small-3.2-24b-instruct mixtral-8x22b-instruct mixtral-8x7b"
    " pixtral-large voxtral-small-24b-2507",
    "moonshotai": "kimi-k2",
    "openai": "codex-mini computer-use ft:gpt-3.5-turbo- ft:gpt-4o ft:gpt-4o-mini gpt-3.5-0301 gpt-35-turbo"
    " gpt-35-turbo-16k gpt-35-turbo-16k-0613 gpt-4-turbo-0125-preview gpt-4o-mini-2024-07-18.ft-"
    " gpt-5-image gpt-5-image-mini gpt-5.1-chat gpt-5.1-mini gpt-5.2-chat gpt-5.3 gpt-5.3-chat"
    " gpt-5.4-image-2 gpt-5.5-2026-04-24 gpt-5.5-chat gpt-oss-120b gpt-oss-20b gpt-oss-safeguard-20b"
    " moderation o3-mini-high o4-mini-high text-embedding-ada text-embedding-ada-002-v2",
    "perplexity": "sonar-pro-search",
}
"""Section -> words that no provider takes as an id: labels, families, and spellings of tools."""
_FOREIGN = re.compile(r":(free|thinking|extended)$")
"""Suffixes of OpenRouter, which the book writes in other sections too."""
_WIRE_CASE = {"minimax": "MiniMax-", "zai": "glm-", "zhipuai": "glm-"}
"""Section -> how an id begins where the book spells it in two cases."""
_CLAUDE_LABEL = re.compile(r"^((?:global\.)?anthropic\.claude-[a-z]+-\d(?:-\d)?)-v1:0$")
_BEDROCK_IDS = {
    "anthropic.claude-opus-4-5": "anthropic.claude-opus-4-5-20251101-v1:0",
    "anthropic.claude-opus-4-6": "anthropic.claude-opus-4-6-v1",
    "nvidia.nemotron-nano-3-30b:0": "nvidia.nemotron-nano-3-30b",
    "nvidia.nemotron-nano-9b-v2:0": "nvidia.nemotron-nano-9b-v2",
    "nvidia.nemotron-super-3-120b:0": "nvidia.nemotron-super-3-120b",
    "qwen.qwen3-vl-235b-a22b-v1:0": "qwen.qwen3-vl-235b-a22b",
}
"""What a label of Bedrock is on the wire: its versions are the book's own where Bedrock has none."""
_REGIONAL = "regional."
_MOVING = re.compile(r"-(latest|beta|\d{4})$")
"""What xAI adds to an id for its newest snapshot, its trial, or its day: three names of one model."""
_DATE = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})(?=:|$)")


class Name(NamedTuple):
    """One exact id, with its other spellings."""

    model_id: str
    aliases: tuple[str, ...] = ()
    provider: str | None = None
    """Where it is not the section's."""
    label: str | None = None
    """The row's own id, where that is another word."""


def names_of(section: str, label: str, aliases: list[str]) -> tuple[list[Name], dict[str, str]]:
    """The exact ids of a row, and why the other words of it are none."""
    if section == "aws":
        return [Name(model_id, label=label) for model_id in _bedrock(label, aliases)], {}
    words = list(dict.fromkeys([label, *aliases]))
    reasons = {word: reason for word in words if (reason := _no_id(section, word))}
    groups: dict[str, list[str]] = {}
    for word in words:
        if word not in reasons:
            groups.setdefault(_folded(section, label, word), []).append(word)
    if section == "openrouter":
        groups = _with_dates(groups)
    if section.startswith("huggingface_"):  # the others are the router's own patterns: lower case, `-fast`
        groups = {label: [label, *(word for word in aliases if word == label.lower() != label)]}
    names = []
    for group in groups.values():
        model_id = _spelled(section, label, group)
        others = tuple(word for word in group if word != model_id)
        names.append(
            Name(model_id, others, _provider(section, model_id), label if label not in group else None)
        )
    return names, reasons


def _no_id(section: str, word: str) -> str | None:
    if section == "openrouter":
        return None if "/" in word else "it is no id of OpenRouter: it names no maker"
    if section == "fireworks" and not word.startswith("accounts/"):
        return "it is a label: Fireworks takes accounts/.../models/..."
    if _FOREIGN.search(word):
        return "it is a spelling of OpenRouter's"
    labels = map(_dashed, _LABELS.get(section, "").split())
    if _dashed(word) in labels or word.endswith("-completion"):
        return "it is a label, not an id that the provider takes"
    return "its id has blanks" if not word or not word.isprintable() or " " in word else None


def _folded(section: str, label: str, word: str) -> str:
    """What spellings of one id have in common."""
    word = word.lower()
    if section == "databricks":
        word = word.replace("system.ai.", "databricks-")
    if section in ("perplexity", "x-ai") and "/" not in label:
        word = word.removeprefix(f"{section}/")
    if section == "x-ai":
        word = _MOVING.sub("", word)
    if section == "openrouter":  # `:beta` only skipped a filter; slugs order `claude-4.5-opus` as they like
        maker, _, rest = word.removesuffix(":beta").partition("/")
        return f"{maker}/" + "-".join(sorted(re.split(r"[-._]", rest)))
    return _dashed(word)


def _dashed(word: str) -> str:
    return re.sub(r"[._]", "-", word.lower())


def _with_dates(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put a dated id with its base where it is the only one; several are snapshots of their own."""
    by_base: dict[str, list[str]] = {}
    for words in groups.values():
        base = _folded("openrouter", "", _DATE.sub("", words[0]))
        by_base.setdefault(base, []).extend(words)
    joined = {}
    for base, words in by_base.items():
        days = {found[1].replace("-", "") for word in words if (found := _DATE.search(word))}
        if len(days) <= 1:
            joined[base] = words
        else:
            joined |= {key: group for key, group in groups.items() if set(group) <= set(words)}
    return joined


def _spelled(section: str, label: str, group: list[str]) -> str:
    """The spelling that the provider takes."""
    start = _WIRE_CASE.get(section)
    own = [word for word in group if start is not None and word.startswith(start)]
    if own:
        return own[0]
    if label in group:
        return label
    return max(group, key=_exactness)


def _exactness(word: str) -> tuple[int, bool, bool, int]:
    return -word.count("/"), ":" not in word, not _DATE.search(word), word.count(".")


def _provider(section: str, model_id: str) -> str | None:
    """Two sections hold two platforms: models of others are Vertex AI's, or Perplexity's Agent API's."""
    if section == "google" and (model_id.startswith("claude-") or model_id.endswith("-maas")):
        return "google-vertex"
    if section == "perplexity" and "/" in model_id:
        return "perplexity-agent"
    return None


def _bedrock(label: str, aliases: list[str]) -> list[str]:
    """Ids of Bedrock: profiles of a region (`eu.`), of all regions (`global.`), or of the region itself.

    `regional.` is the book's word for all that is not global. Its aliases name the profiles there
    are; without any, the model's own id is the one that is sure to be regional.
    """
    model_id = label.removeprefix(_REGIONAL)
    versionless = _CLAUDE_LABEL.match(model_id)
    model_id = versionless[1] if versionless else model_id
    prefix = "global." if model_id.startswith("global.") else ""
    bare = model_id.removeprefix("global.")
    named = [alias for alias in aliases if "." in alias.partition("-")[0]]
    if label.startswith(_REGIONAL) and named:
        return named
    return list(dict.fromkeys([prefix + _BEDROCK_IDS.get(bare, bare), *named]))
