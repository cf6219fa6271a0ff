"""`SharedState`: sums, circuits and counts per minute that several instances keep together in Redis."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from modeldex.core.errors import StorageError
from modeldex.storage.shared_scripts import CLAIM, EXCHANGE

try:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ImportError as error:
    raise StorageError(
        "sharing between instances needs redis, not installed here: pip install 'modeldex[store]'"
    ) from error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modeldex.core.secret import Secret

PREFIX = "modeldex:{routing}:1"
"""How all keys begin: the braces keep them on one node of a cluster, the number is the layout's version."""
KEPT_SECONDS = 7_200
"""After so long without a change all that is known of a name is gone."""
MOST_GIVEN = 200
"""Names of one exchange, so that Redis is never busy for long."""
_MOST_ANSWERED = 2_000
"""Names of one answer; the next one goes on from there."""
_HOW = "write redis://user:password@host:6379/0, in a password with %40 for @, %2F for /"
_HIDDEN = "..."
_TIMEOUT_SECONDS = 2.0
"""So long Redis may take to answer, and to be reached."""


class Contribution(NamedTuple):
    """What one instance adds to what is known of a name."""

    name: str
    sums: tuple[float, ...]
    """Added to the sums of all, which fade; as of now."""
    cool_left: float | None = None
    """For how many seconds it asked to be left alone; None: it did not."""
    event: str | None = None
    """`opened`, `closed`, `released` (a probe that decided nothing), or `reset` (closed, and not to be left
    alone any more); None: the circuit is as it was."""
    stamp: float = 0.0
    """The last change of the circuit that this instance knew."""
    open_left: float = 0.0
    """With `opened`: for how many seconds from now."""
    open_seconds: float = 0.0
    """With `opened`: how long it was opened for."""
    requests: tuple[float, float] = (0.0, 0.0)
    """Calls of this minute, and of the one before."""
    tokens: tuple[float, float] = (0.0, 0.0)


class Standing(NamedTuple):
    """How things stand with a name, of all instances together; all times are seconds from now."""

    name: str
    sums: tuple[float, ...]
    cool_left: float | None
    """None: nobody was asked to leave it alone; below 0: that is over."""
    stamp: float
    """The last change of the circuit; 0: none is known."""
    open_left: float | None
    """None: the circuit is closed; below 0: it is half-open."""
    open_seconds: float | None
    probe_left: float | None
    """For how long a probe has the circuit yet; None: none has."""
    is_own_probe: bool | None
    """Whether it is this instance's; None: there is none."""
    requests: tuple[float, float]
    """Calls of this minute, and of the one before."""
    tokens: tuple[float, float]


class Round(NamedTuple):
    """The answer to one exchange."""

    standings: tuple[Standing, ...]
    """How things stand with all names that changed."""
    minute_seconds: float
    """How many seconds of this minute are over."""
    is_whole: bool
    """Whether all that changed was answered; else the next exchange goes on."""
    is_another: bool = False
    """Whether Redis has lost what was told before: nothing of this exchange was taken in."""
    is_first: bool = False
    """Whether this instance is the first that finds it so."""


class SharedState:
    """One instance's access to what is shared. Not for several threads; after a fork, each makes its own.

    Whatever is asked may raise StorageError, which does not show the URL's password.
    """

    def __init__(
        self, url: Secret, *, half_life_seconds: float, forgotten: int, prefix: str = PREFIX
    ) -> None:
        """`forgotten`: how many of the first sums start anew when a circuit closes. Nothing is asked yet.

        StorageError where the URL is none.
        """
        self.label = _label(url.reveal())
        """The URL without user, password and parameters, for messages."""
        self._redis = _client(url.reveal(), self.label)
        self._exchange = self._redis.register_script(EXCHANGE)
        self._claim = self._redis.register_script(CLAIM)
        self._prefix = prefix
        self._half_life = half_life_seconds
        self._forgotten = forgotten
        self.me = secrets.token_hex(8)
        """By which others know this instance."""
        self._since = "-inf"
        self._begun = ""
        """Since which beginning Redis has kept what it has; empty: not heard yet."""

    def exchange(self, given: Sequence[Contribution], sums: int) -> Round:
        """Add what this instance has, at most `MOST_GIVEN` names, and hear of all that changed.

        `sums`: how many sums a name has.
        """
        asked = {
            "me": self.me,
            "half_life": self._half_life,
            "kept": KEPT_SECONDS,
            "since": self._since,
            "begun": self._begun,
            "most": _MOST_ANSWERED,
            "sums": sums,
            "forgotten": self._forgotten,
            "given": [_stated(one) for one in given],
        }
        with self._told():
            answer = self._exchange(keys=[self._prefix], args=[json.dumps(asked, allow_nan=False)])
        begun, *rest = cast("list[bytes]", answer)
        self._begun = begun.decode()
        if not rest:
            self._since = "-inf"
            return Round((), 0.0, False, True, self._begun.startswith(self.me))
        reached, over, listed = rest
        standings = tuple([_standing(one) for one in json.loads(listed) or ()])
        self._since = reached.decode()
        return Round(standings, float(over), len(standings) < _MOST_ANSWERED)

    def claim(self, names: Sequence[str], seconds: float) -> frozenset[str]:
        """Claim the probes of half-open circuits for so long: those that are granted."""
        with self._told():
            answer = self._claim(keys=[self._prefix], args=[self.me, seconds, KEPT_SECONDS, *names])
        return frozenset(one.decode() for one in cast("list[bytes]", answer))

    def begin_anew(self) -> None:
        """Hear of everything at the next exchange, by new connections: Redis may be another one by now."""
        self._since = "-inf"
        self._redis.connection_pool.disconnect()

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (redis.RedisError, OSError) as error:
            raise StorageError(f"{self.label} {_meaning(error)}") from None

    def __repr__(self) -> str:
        return f"<SharedState {self.label}>"


def _client(url: str, label: str) -> redis.Redis:
    if label.endswith(_HIDDEN):
        raise StorageError(f"{label}: the Redis URL cannot be read; {_HOW}")
    try:
        client = redis.Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
        pool = client.connection_pool
        pool.connection_class(**pool.connection_kwargs)  # a parameter that there is not shows only here
    except (ValueError, TypeError) as error:  # its message may repeat what is secret
        what = "names a parameter that there is not" if isinstance(error, TypeError) else "cannot be read"
        raise StorageError(f"{label}: the Redis URL {what}; {_HOW}") from None
    return client


def _label(url: str) -> str:
    """The URL as it may be shown; nothing of it where a part of a password could stand anywhere."""
    scheme, _, _ = url.partition("://")
    try:
        parts = urlsplit(url)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:  # a port that is none, as of a password that is not escaped
        return f"{scheme}://{_HIDDEN}"
    if "@" in parts.path + parts.query + parts.fragment or parts.netloc.count("@") > 1:
        return f"{scheme}://{_HIDDEN}"
    return f"{scheme}://{parts.hostname or ''}{port}{parts.path}"


def _meaning(error: Exception) -> str:
    if isinstance(error, redis.AuthenticationError):
        return "refuses user or password; correct them in MODELDEX_REDIS_URL"
    if isinstance(error, redis.exceptions.NoPermissionError):
        return f"forbids this user what sharing needs: the keys {PREFIX}*, EVALSHA, SCRIPT LOAD and TIME"
    if isinstance(error, redis.TimeoutError):
        return f"does not answer within {_TIMEOUT_SECONDS:g} s"
    if isinstance(error, redis.ConnectionError | OSError):
        return "cannot be reached; check that its server runs, and host and port in MODELDEX_REDIS_URL"
    return f"did not do what it was asked ({' '.join(str(error).split())})"


def _stated(one: Contribution) -> dict[str, Any]:
    return {name: value for name, value in one._asdict().items() if value is not None}


def _standing(row: list[Any]) -> Standing:
    name, sums, cool, stamp, open_left, open_seconds, probe, is_own, requests, tokens = row
    return Standing(
        name, tuple(sums), cool, float(stamp), open_left, open_seconds, probe, is_own,
        (requests[0], requests[1]), (tokens[0], tokens[1]),
    )  # fmt: skip
