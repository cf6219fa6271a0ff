"""The name of a file that has none, for formats that demand one."""

from __future__ import annotations

PDF = "application/pdf"
_ENDINGS = {PDF: "pdf", "text/plain": "txt", "text/markdown": "md", "text/csv": "csv"}


def file_name(media_type: str | None) -> str:
    """`document.pdf`, or with the ending that its type has."""
    return f"document.{_ENDINGS.get(media_type or PDF, 'pdf')}"
