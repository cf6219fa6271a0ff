"""The models on the Hugging Face Hub: what each is for, and whether its weights are out.

The Hub has millions; asked for live, it gives those that a host serves and whose licence lets anybody
use them, the most downloaded first. One request asks for one licence, since filters of one request
must all be met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.fetching import Fetch
from modeldex.sources.listing import own_listing
from modeldex.sources.paging import by_link_header, for_each

if TYPE_CHECKING:
    from modeldex.sources.fetching import Ask
    from modeldex.sources.offering import Offering

_URL = "https://huggingface.co/api/models"
LICENCES = (
    "apache-2.0", "mit", "bsd-3-clause", "cc-by-4.0", "openrail", "llama3", "llama3.1", "llama3.2",
    "llama3.3", "llama4", "gemma", "other",
)  # fmt: skip
"""Tags of licences under which weights are handed out; `other` is what makers call their own."""
MOST = 1_000
"""How many of the most downloaded models are kept."""
PER_PAGE, MOST_PAGES = 100, 5
"""How many are asked for at once, and how often for one licence."""
_FIELDS = ("private", "gated", "tags", "pipeline_tag", "downloads")
"""Named to the Hub: left to itself it does not say whether a model is gated."""

_TASKS = {
    "feature-extraction": ("embedding",),
    "sentence-similarity": ("embedding",),
    "text-ranking": ("reranking",),
    "automatic-speech-recognition": ("transcription", "audio_input"),
    "image-text-to-text": ("vision",),
    "image-to-text": ("vision",),
    "video-text-to-text": ("video_input",),
    "audio-text-to-text": ("audio_input",),
    "text-to-image": ("image_output",),
    "image-to-image": ("vision", "image_output"),
    "text-to-speech": ("audio_output",),
    "text-to-audio": ("audio_output",),
    "text-to-video": ("video_output",),
    "image-to-video": ("vision", "video_output"),
}
_WEIGHTS = {"safetensors", "pytorch", "tf", "jax", "gguf", "onnx"}
"""Tags that name a format of weights: files of it are in the repository."""
_NOT_CARRIED = (
    "_id",
    "modelId",
    "createdAt",  # of the repository; the model may come out later, or have come out before
    "lastModified",
    "author",
    "sha",
    "likes",
    "downloads",
    "trendingScore",
    "library_name",
    "disabled",
)


def url_of(licence: str) -> str:
    """Where the models under a licence are that a host serves, the most downloaded first."""
    fields = "".join(f"&expand={name}" for name in _FIELDS)
    return (
        f"{_URL}?inference_provider=all&filter=license:{licence}&sort=downloads&direction=-1"
        f"&limit={PER_PAGE}{fields}"
    )


async def gather(ask: Ask) -> list[Any]:
    """The most downloaded models under any of the licences, each once."""
    ask.expects(len(LICENCES) - 1)
    lists = await for_each(
        LICENCES, lambda licence: by_link_header(url_of(licence), MOST_PAGES)(ask), at_once=4
    )
    found = {
        expect(model.get("id"), str, f"{_URL}: a model: id"): model
        for models in lists
        for model in (expect(one, dict, f"{_URL}: a model") for one in models)
    }
    return sorted(found.values(), key=_downloads, reverse=True)[:MOST]


def _downloads(model: dict[str, Any]) -> int:
    count = model.get("downloads")
    return count if type(count) is int else 0


def _model(reading: Reading, model: dict[str, Any]) -> None:
    model_id = expect(model.pop("id"), str, "id")
    tags = set(expect(model.pop("tags"), list, "tags"))
    task = model.pop("pipeline_tag", None)
    is_private, gated = expect(model.pop("private"), bool, "private"), model.pop("gated", False)
    drop(model, _NOT_CARRIED)
    reading.leftovers("model", model)
    if is_private:
        reading.skipped[model_id] = "it is private"
        return
    offering = reading.offering("huggingface", model_id)
    offering.url = f"https://huggingface.co/{model_id}"
    if tags & _WEIGHTS and not gated:
        offering.say("open_weights", True)
    _abilities(offering, task, tags)


def _abilities(offering: Offering, task: str | None, tags: set[str]) -> None:
    for capability in _TASKS.get(task or "", ()):
        offering.can(capability, True)
    if "conversational" in tags:  # it comes with a template for messages
        offering.can("chat", True)


SOURCE = Source(
    name="huggingface_hub",
    title="Hugging Face Hub",
    url=_URL,
    licence="API answer, facts only",
    own_listing_of="huggingface",
    bounds=Bounds(least=2, most=10_000, fill={"open_weights": 0.50}),
    parse=own_listing("huggingface_hub", _model, under=None),
    fetch=Fetch(gather=gather, signing="bearer", is_key_needed=False, per_minute=100, least=PER_PAGE),
    is_excerpt=True,
)
