"""`AnswerCache`: answers that are kept in a folder, for a day."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.replacement import replacing
from modeldex.core.secret import Secret
from modeldex.http.answer import CACHE, REVALIDATED, Answer
from modeldex.http.kept_file import read_answer, written_answer
from modeldex.http.salt import read_salt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.http.request import Request

logger = logging.getLogger("modeldex.http")
DAY = 86_400
_END = ".answer"
_MOST_KEPT = 512 * 1024 * 1024
_CONDITIONS = {"etag": "if-none-match", "last-modified": "if-modified-since"}
_SIGNED_WITH = {"x-amz-date", "x-amz-security-token"}
"""Parts of a signature that differ from one time to the next."""
_CONDITIONAL = {"if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "range"}


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept."""

    answer: Answer
    is_fresh: bool
    """Whether it stands without asking."""

    @property
    def conditions(self) -> Mapping[str, str]:
        """Headers with which the server is asked whether it is still so; none where it gave no mark."""
        marks = self.answer.headers
        return {_CONDITIONS[mark]: marks[mark] for mark in _CONDITIONS if mark in marks}


class AnswerCache:
    """Keeps the good answers to GET, each in a file of its own that only its owner may read.

    The name of a file tells neither what was asked nor by whom: it is a hash, salted per folder, of
    the URL and all headers, secret ones too. Kept are the body and the few headers that say what it
    is; never what was sent. What a server says about keeping is for those who share, and this folder
    is not shared: the lifetime decides. A damaged file is as good as none.
    """

    def __init__(
        self,
        folder: Path,
        lifetime_seconds: float = DAY,
        *,
        is_forced: bool = False,
        most_bytes: int = _MOST_KEPT,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`is_forced`: ask the server in any case, which may call the kept answer unchanged.

        `most_bytes`: what all files together may take; the oldest go first.
        """
        self._folder = folder
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._is_forced = is_forced
        self._most_bytes = most_bytes
        self._clock = clock
        self._salt: bytes | None = None
        self._size: int | None = None

    def find(self, request: Request) -> Kept | None:
        """What is kept for a request; None where nothing is, or it cannot be kept."""
        if not _is_for_keeping(request):
            return None
        try:
            answer = read_answer(self._path(request), request)
        except OSError as error:
            logger.debug("nothing kept is read: %s", error.strerror)
            return None
        if answer is None:
            return None
        age = self._clock() - answer.fetched_at
        is_fresh = not self._is_forced and timedelta(0) <= age < self._lifetime
        return Kept(replace(answer, origin=CACHE), is_fresh)

    def keep(self, request: Request, answer: Answer) -> None:
        """Keep an answer, where it is for keeping. What cannot be written is left out, and logged."""
        if not _is_for_keeping(request) or answer.status != 200:
            return
        content = written_answer(answer, request)
        if len(content) > self._most_bytes:
            return
        try:
            path = self._path(request)
            self._write(path, content)
            self._make_room(len(content))
        except OSError as error:
            logger.warning("an answer is not kept: %s: %s", error.filename, error.strerror)

    def renew(self, request: Request, kept: Answer, answer: Answer) -> Answer:
        """The kept answer as of now, once the server called it unchanged by another without a body."""
        headers = {
            **kept.headers,
            **{name: answer.headers[name] for name in _CONDITIONS if name in answer.headers},
        }
        renewed = replace(kept, headers=headers, fetched_at=answer.fetched_at, origin=REVALIDATED)
        self.keep(request, renewed)
        return renewed

    def forget(self, request: Request) -> None:
        """Let go of what is kept for a request, such as a good answer that turned out to be of no use."""
        if not _is_for_keeping(request):
            return
        try:
            self._path(request).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("an answer is kept still: %s: %s", error.filename, error.strerror)

    def _path(self, request: Request) -> Path:
        """Where the answer to a request is kept."""
        said = [request.url, request.identity or ""]
        for name in sorted(request.headers):
            value = request.headers[name]
            if request.identity is not None and (isinstance(value, Secret) or name.lower() in _SIGNED_WITH):
                continue
            if isinstance(value, Secret):
                value = value.reveal()
            said += [name.lower(), value]
        text = "\0".join(f"{len(one)}:{one}" for one in said)
        name = hmac.new(self._salted(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return self._folder / (name + _END)

    def _salted(self) -> bytes:
        if self._salt is None:
            self._make_folder()
            self._salt = read_salt(self._folder / "salt")
        return self._salt

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)

    def _write(self, path: Path, content: bytes) -> None:
        with replacing(path) as aside:
            aside.chmod(0o600)
            aside.write_bytes(content)

    def _make_room(self, added: int) -> None:
        """Let the oldest go where all together are too large."""
        if self._size is not None and self._size + added <= self._most_bytes:
            self._size += added
            return
        with os.scandir(self._folder) as entries:
            files = [
                (one.stat().st_mtime_ns, one.stat().st_size, one.path)
                for one in entries
                if one.name.endswith(_END)
            ]
        self._size = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if self._size <= self._most_bytes:
                return
            Path(path).unlink(missing_ok=True)
            self._size -= size


def _is_for_keeping(request: Request) -> bool:
    if request.method != "GET" or request.body is not None:
        return False
    return not any(name.lower() in _CONDITIONAL for name in request.headers)
