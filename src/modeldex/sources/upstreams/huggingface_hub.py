"""The models on the Hugging Face Hub, a page of them: what each is for, and whether its weights are out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Bounds, Reading, Source, drop, expect
from modeldex.sources.listing import own_listing

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

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
    url="https://huggingface.co/api/models",
    licence="API answer, facts only",
    own_listing_of="huggingface",
    bounds=Bounds(least=2, most=10_000, fill={"open_weights": 0.50}),
    parse=own_listing("huggingface_hub", _model, under=None),  # one page
)
