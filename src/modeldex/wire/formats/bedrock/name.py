"""What the format is called, in every record that names its source."""

from __future__ import annotations

NAME = "bedrock"
