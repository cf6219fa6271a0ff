"""Arena ratings: how often people preferred a model's answer, board by board, on an Elo scale.

A board names a model by its maker's and its own short name (`maker / model`), and beside it by the
exact thing that was rated, such as `Quill 4 (High, 20260203)`. Settings (an effort, thinking on or
off, a harness) are settings of one model: they are folded. Snapshots are not: where the boards
rate several snapshots under one short name, each has a row of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.sources.base import MODELS, Bounds, Reading, Source, drop, expect, pop_number
from modeldex.sources.offering import one_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_BOARDS = (
    "overall", "coding", "math", "creative_writing", "instruction_following", "hard_prompts",
    "longer_query", "multi_turn", "vision", "document", "webdev",
)  # fmt: skip
_NOT_CARRIED = (
    # professions and subjects: cuts through the same votes as `overall`, which they follow closely
    "expert", "business", "legal", "medicine", "science", "software", "writing", "media",
    # languages: the same, with the fewest votes
    "chinese", "french", "german", "japanese", "korean", "russian", "spanish",
)  # fmt: skip
_ORGANISATIONS = {"nous": "nousresearch", "zhipu": "zai-org"}
"""The board's own name of an organisation -> one that the makers are known by."""
_FILED_UNDER_ANOTHER = {
    "inkling": "thinkingmachines",
    "inkling-small": "thinkingmachines",
    "llama-3.1-nemotron-70b-instruct": "nvidia",
    "llama-3.1-nemotron-ultra-253b-v1": "nvidia",
    "llama-3.3-nemotron-super-49b-v1": "nvidia",
    "llama-3.3-nemotron-super-49b-v1.5": "nvidia",
    "olmo-3-32b-think": "allenai",
    "reka-core": "rekaai",
    "reka-flash": "rekaai",
    "trinity-large-thinking": "arcee-ai",
}
"""Model -> its maker, where the board files it under its host, the maker of its base, or `other`."""
_NAMED_OTHERWISE = {
    "GPT-4 Turbo Preview (0125)": "gpt-4-0125-preview",
    "GPT-4 Turbo Preview (1106)": "gpt-4-1106-preview",
    "Kimi K2 Preview (0711)": "kimi-k2-0711-preview",
    "Kimi K2 Preview (0905)": "kimi-k2-0905-preview",
    "Qwen3-235B-A22B-Thinking (2507)": "qwen3-235b-a22b-thinking-2507",
    # the short name has moved on to another snapshot, or been at another before
    "ChatGPT-4o Latest (20250326)": "chatgpt-4o-latest",
    "Claude 3.5 Sonnet (20241022)": "claude-3.5-sonnet-20241022",
    "Devstral Medium (2507)": "devstral-medium-2507",
    "Magistral Medium (2506)": "magistral-medium-2506",
    "Ministral 8B (2410)": "ministral-8b-2410",
    "Mistral Large (2411)": "mistral-large-2411",
    "Pixtral Large (2411)": "pixtral-large-2411",
    "Qwen-Max (0919)": "qwen-max-2024-09-19",
    "Qwen-Plus (0125)": "qwen-plus-2025-01-25",
    "Qwen3-Max (2025-09-23)": "qwen3-max-2025-09-23",
}
"""What was rated -> the name of that model, where it is not the short name with its snapshot."""
_MONTH_AND_DAY = re.compile(r"^20\d\d(?=\d{4}$)")
_SETTINGS = re.compile(
    r"(?<![^-])(?:(?:x?high|max|medium|low|instant|non-thinking|thinking|non-reasoning|reasoning|codex-harness"
    r"|dev-api|bf16|latest|\d+k)(?:-|$))+"
)


def parse(answer: Any, maker_named: Callable[[str], str | None]) -> Reading:
    """Read every board that is carried; the place of a number in a row is told by `fields`."""
    reading = Reading(source="arena")
    with reading.at("the answer"):
        answer = expect(answer, dict, "the answer")
        drop(answer, ("licence", "date", "source"))
        boards = expect(answer.pop("tasks"), dict, "tasks")
        fields = expect(answer.pop("fields"), list, "fields")
        reading.leftovers("", answer)
        drop(boards, _NOT_CARRIED)
        rows = [
            (board, dict(zip(fields, expect(row, list, board), strict=True)))
            for board in _BOARDS
            for row in expect(boards.pop(board, []), list, board)
        ]
        reading.leftovers("tasks", boards)
        snapshots: defaultdict[str, set[str]] = defaultdict(set)
        for _, row in rows:
            snapshots[row["model"]].add(_snapshot(row["model"], row["arena name"]))
    scores: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for board, row in rows:
        with reading.at(f"{board}: {row['model']}"):
            is_several = len(snapshots[row["model"]]) > 1
            _rating(reading, scores, board, row, is_several, maker_named)
    for full_id, ratings in scores.items():
        with reading.at(full_id):
            reading.offerings[full_id].say("benchmarks", ratings)
    return reading


def _rating(
    reading: Reading,
    scores: defaultdict[str, dict[str, Decimal]],
    board: str,
    row: dict[str, Any],
    is_several: bool,
    maker_named: Callable[[str], str | None],
) -> None:
    model, rated = row.pop("model"), expect(row.pop("arena name"), str, "arena name")
    offering = _model(reading, model, rated, is_several, maker_named)
    stated = pop_number(row, "rating", model)
    drop(row, ("low", "high", "votes", "rank"))  # how sure the rating is, and what follows from it
    reading.leftovers("row", row)
    if offering is None:
        return
    rating, name = Decimal(str(stated)), f"arena_{board}"
    known = scores[offering.id].get(name)
    if known is not None:  # two settings on one board: the better one says what the model can do
        reading.mended[offering.id] = "several ratings on one board: the highest is taken"
    if known is None or rating > known:
        scores[offering.id][name] = rating
        if _words(rated) != _words(offering.model_id):
            offering.originals[name] = f"{stated}:{one_word(rated)}"


def _model(
    reading: Reading, model: str, rated: str, is_several: bool, maker_named: Callable[[str], str | None]
) -> Offering | None:
    organisation, name = model.split(" / ")
    known = _FILED_UNDER_ANOTHER.get(name) or _ORGANISATIONS.get(organisation) or organisation
    maker = maker_named(known)
    if maker is None:
        reading.skipped[model] = f"no maker is called {known!r}; add the spelling to data/makers.toml"
        return None
    snapshot = _snapshot(model, rated) if is_several else ""
    if organisation == "deepseek":  # whose ids have the month and the day only
        snapshot = _MONTH_AND_DAY.sub("", snapshot)
    return reading.offering(maker, _NAMED_OTHERWISE.get(rated) or "-".join(filter(None, (name, snapshot))))


def _snapshot(model: str, rated: str) -> str:
    """What the rated thing's name says beyond the model's, but for settings: `20260203`, `preview`."""
    name = _words(model.split(" / ")[1])
    _, _, beyond = f"{_words(rated)}-".partition(f"{name}-")
    return _SETTINGS.sub("", beyond).strip("-")


def _words(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


SOURCE = Source(
    name="arena",
    title="Arena leaderboard",
    url="https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    licence="CC BY 4.0, Arena leaderboard",
    own_listing_of=None,
    bounds=Bounds(least=200, most=1_200, fill={"benchmarks": 0.99}),
    parse=parse,
    fetch=None,  # a data set of tables on the Hub, which is no JSON
    about=MODELS,
)
