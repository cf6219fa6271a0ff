"""What LiteLLM's words mean in ours: flags, modes, and the names of prices.

Its catalog, the configurations of its gateway and the files written for it all use them.
"""

from __future__ import annotations

FLAGS = {
    "supports_function_calling": "tool_use",
    "supports_vision": "vision",
    "supports_image_input": "vision",
    "supports_reasoning": "thinking",
    "supports_response_schema": "structured_output",
    "supports_prompt_caching": "prompt_cache",
    "supports_system_messages": "system_messages",
    "supports_parallel_function_calling": "parallel_tool_use",
    "supports_pdf_input": "pdf_input",
    "supports_audio_input": "audio_input",
    "supports_audio_output": "audio_output",
    "supports_video_input": "video_input",
    "supports_web_search": "web_search",
    "supports_assistant_prefill": "assistant_prefill",
    "supports_computer_use": "computer_use",
    "supports_native_streaming": "streaming",
}
"""Name of a flag -> capability."""
MODES = {
    "chat": ("chat",),
    "responses": ("chat",),
    "completion": ("text_completion",),
    "embedding": ("embedding",),
    "rerank": ("reranking",),
    "image_generation": ("image_output",),
    "image_edit": ("image_output", "vision"),
    "video_generation": ("video_output",),
    "audio_transcription": ("transcription", "audio_input"),
    "audio_speech": ("audio_output",),
    "realtime": ("realtime",),
    "moderation": ("moderation",),
    "ocr": ("ocr",),
    "evaluation": ("chat",),
    "extraction": (),
    None: (),
}
"""What a model does -> the capabilities that it takes."""

BASES: dict[str, tuple[str, int]] = {
    "input_cost_per_token": ("input_tokens", 6),
    "output_cost_per_token": ("output_tokens", 6),
    "cache_read_input_token_cost": ("cache_read_tokens", 6),
    "input_cost_per_token_cache_hit": ("cache_read_tokens", 6),
    "cache_creation_input_token_cost": ("cache_write_tokens", 6),
    "cache_creation_input_token_cost_above_1hr": ("cache_write_1h_tokens", 6),
    "output_cost_per_reasoning_token": ("reasoning_tokens", 6),
    "input_cost_per_audio_token": ("audio_input_tokens", 6),
    "output_cost_per_audio_token": ("audio_output_tokens", 6),
    "cache_read_input_audio_token_cost": ("audio_cache_read_tokens", 6),
    "cache_creation_input_audio_token_cost": ("audio_cache_write_tokens", 6),
    "input_cost_per_image_token": ("image_input_tokens", 6),
    "output_cost_per_image_token": ("image_output_tokens", 6),
    "cache_read_input_image_token_cost": ("image_cache_read_tokens", 6),
    "input_cost_per_video_token": ("video_input_tokens", 6),
    "output_cost_per_video_token": ("video_output_tokens", 6),
    "citation_cost_per_token": ("citation_tokens", 6),
    "input_cost_per_image": ("input_images", 0),
    "output_cost_per_image": ("output_images", 0),
    "input_cost_per_pixel": ("input_pixels", 0),
    "output_cost_per_pixel": ("output_pixels", 0),
    "input_cost_per_character": ("input_characters", 0),
    "output_cost_per_character": ("output_characters", 0),
    "input_cost_per_video_per_second": ("video_input_seconds", 0),
    "output_cost_per_video_per_second": ("video_output_seconds", 0),
    "input_cost_per_audio_per_second": ("audio_input_seconds", 0),
    "cost_per_second": ("compute_seconds", 0),
    "input_cost_per_request": ("requests", 0),
    "input_cost_per_query": ("queries", 0),
    "input_cost_per_text_message": ("text_messages", 0),
    "ocr_cost_per_page": ("pages", 0),
    "annotation_cost_per_page": ("annotated_pages", 0),
    "code_interpreter_cost_per_session": ("code_sessions", 0),
    "google_maps_grounding_cost_per_query": ("map_searches", 0),
}
"""Base of the name of a price -> the unit, and how far the point moves from a price of one to ours."""

SERVICES = {
    "batches": "batch",
    "priority": "priority",
    "flex": "flex",
    "balanced": "balanced",
    "ultrafast": "ultrafast",
    "decisions": "decisions",
}
"""How the name of a price ends -> service class."""
