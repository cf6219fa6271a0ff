"""Arguments of calls: an object here, a text in the hub."""

from __future__ import annotations

import json

written_arguments = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""An object as the text of the hub."""
