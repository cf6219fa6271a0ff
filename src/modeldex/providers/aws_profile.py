"""`AwsProfileOrigin`: the keys of a profile of Amazon's own tools, where the user names one.

Only what stands in its files counts; profiles that are had from elsewhere (single sign-on, roles, programs)
are not followed: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.secret import Secret
from modeldex.providers.origins import Found
from modeldex.providers.secret_file import regular_content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROFILE = "AWS_PROFILE"
"""The variable that names a profile; without it none is looked for, the one called `default` included."""
_KEYS = {
    "access_key_id": ("AWS_ACCESS_KEY_ID", "aws_access_key_id"),
    "secret_access_key": ("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
    "session_token": ("AWS_SESSION_TOKEN", "aws_session_token"),
}
"""Role -> the variable by which a provider shows that it takes Amazon's keys, and the name in the file."""
_REGION = "AWS_REGION"
_MOST_BYTES = 1_048_576


class AwsProfileOrigin:
    """The profile that `AWS_PROFILE` names, in `~/.aws/credentials` and `~/.aws/config`.

    Its keys count together or not at all: where a variable holds a key, none of the profile's is used.
    """

    name = "AWS profile"

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ

    def __repr__(self) -> str:
        return "AwsProfileOrigin()"

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:  # noqa: ARG002
        profile = self._environ.get(PROFILE, "").strip()
        if not profile:
            return None
        if role == "region" and _REGION in names:
            return self._found(self._region(profile))
        variable, option = _KEYS.get(role, ("", ""))
        if variable not in names or self._has_keys():
            return None
        return self._found(self._option("AWS_SHARED_CREDENTIALS_FILE", "credentials", profile, option))

    def _has_keys(self) -> bool:
        return any(self._environ.get(variable, "").strip() for variable, _ in _KEYS.values())

    def _region(self, profile: str) -> str | None:
        section = profile if profile == "default" else f"profile {profile}"
        return self._option("AWS_CONFIG_FILE", "config", section, "region")

    def _found(self, value: str | None) -> Found | None:
        return Found(value=Secret(value), where=self.name) if value is not None and value.strip() else None

    def _option(self, variable: str, usual: str, section: str, option: str) -> str | None:
        """What a file of Amazon's tools says; None where it says nothing, or cannot be read."""
        from configparser import Error, RawConfigParser

        parser = RawConfigParser(strict=False)
        try:
            content = regular_content(self._path(variable, usual), _MOST_BYTES)
            parser.read_string((content or b"").decode("utf-8"))
        except (OSError, ValueError, RuntimeError, Error):
            return None
        return parser.get(section, option, fallback=None)

    def _path(self, variable: str, usual: str) -> Path:
        named = self._environ.get(variable, "").strip()
        if named:
            return Path(named).expanduser()
        home = self._environ.get("HOME", "").strip()
        return (Path(home) if home else Path.home()) / ".aws" / usual
