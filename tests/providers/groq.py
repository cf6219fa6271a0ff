"""A provider of one key, and what must never be seen of it."""

from __future__ import annotations

from modeldex.core.provider import Provider
from modeldex.providers.credentials import Credentials

KEY = "gsk-5up3r-s3cr3t-0123456789"

GROQ = Provider(
    id="groq",
    name="Groq",
    category="core",
    base_url="https://api.groq.com",
    wire_formats={"openai_chat": "/openai/v1"},
    env={"api_key": ["GROQ_API_KEY", "GROQ_KEY"], "base_url": ["GROQ_API_BASE"], "region": ["GROQ_REGION"]},
)


def credentials(**environ: str) -> Credentials:
    """What an environment alone gives."""
    return Credentials(environ, keyring=False)


def provider(slug: str, origin: str | None = None, /, **env: str) -> Provider:
    """A provider whose variables are given as `role="NAME OTHER_NAME"`."""
    names = {role: spellings.split() for role, spellings in env.items()}
    return Provider(id=slug, name=slug, category="core", base_url=origin, env=names)
