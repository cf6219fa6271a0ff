"""`Settings`: every path, URL and name that the environment gives, read once, as one frozen value."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidValueError
from modeldex.core.record import Record
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENVIRONMENT: dict[str, str] = {
    "MODELDEX_CONFIG": "the configuration file; else modeldex.toml, .yaml, .yml or .json in the current"
    " folder, else in the folder modeldex of XDG_CONFIG_HOME",
    "MODELDEX_CONFIG_YAML": "configuration as YAML text, whose values override those of the file",
    "MODELDEX_DATABASE_URL": "URL of the database of the registry, in which ${NAME} stands for another"
    " variable; overrides the configuration",
    "MODELDEX_REDIS_URL": "URL of the Redis that several instances share",
    "MODELDEX_MASTER_KEY": "key that may do everything at the gateway",
    "MODELDEX_HOST": "address to listen on; 127.0.0.1 where it is not set",
    "MODELDEX_PORT": "port to listen on, 0 for any that is free; 4170 where it is not set",
    "MODELDEX_DATA_DIR": "folder of what is kept between runs; else the folder modeldex of XDG_DATA_HOME",
    "MODELDEX_UPDATE_URL": "where catalogs are published: a URL, a folder or a manifest; else the place"
    " that was applied from last",
    "MODELDEX_GATEWAY_URL": "one address in the place of those of all providers; overrides the configuration",
    "MODELDEX_OFFLINE": "1 to ask nobody but the database over the network; overrides the configuration",
}
"""Variable -> what it means; a variable that is blank counts as not set."""

CONFIG_NAMES = ("modeldex.toml", "modeldex.yaml", "modeldex.yml", "modeldex.json")
"""The names a configuration file may have; one of them stands in a folder."""

DATABASE_SCHEMES = ("postgresql", "postgres", "sqlite")
"""How the URL of a database begins; `+` and a driver may follow."""
VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
"""How the name of a variable is written that may be referred to."""
_WITHIN = re.compile(rf"\$\{{({VARIABLE})\}}")
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_REDIS = ("redis", "rediss", "unix")
_WITHHELD = "the value is withheld"


def variables_of(url: str) -> tuple[str, ...]:
    """Names of the variables to which a URL refers by `${NAME}`."""
    return tuple(dict.fromkeys(_WITHIN.findall(url)))


def with_variables(url: str, environ: Mapping[str, str]) -> str:
    """A URL with what its variables hold in the place of each `${NAME}`.

    In the user, the password and the parameters a value is escaped, so that it counts as it is,
    whatever it holds. ValueError names every variable that is not set, or blank.
    """
    names = variables_of(url)
    missing = [name for name in names if not environ.get(name, "").strip()]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise ValueError(f"refers to {' and '.join(missing)}, which {are} not set")
    if not names:
        return url
    from urllib.parse import quote  # noqa: PLC0415 - only a URL with references needs it

    start, end = url.find("://"), url.rfind("@")
    options = url.find("?") if "?" in url else len(url)

    def held(found: re.Match[str]) -> str:
        value, place = environ[found[1]], found.start()
        return quote(value, safe="") if start < place < end or place > options else value

    return _WITHIN.sub(held, url)


def is_address(url: str) -> bool:
    """Whether a text is the URL of a server, perhaps with a path: no user, no query, no variable in it."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - only an address needs it

    try:
        parts = urlsplit(url)
        is_one = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or a bracket that is none
        return False
    is_plain = url.isascii() and url.isprintable() and not set(url) & set("?#@ ${}\\")
    return is_one and is_plain and parts.scheme in ("http", "https")


class Settings(Record):
    """What the environment says. The values are final: nobody reads the environment again."""

    config_file: Path | None = None
    """The configuration file; None where there is none."""
    config_yaml: str | None = None
    """YAML text whose values override the file; None where the variable is not set."""
    database_url: Secret | None = None
    """URL of the database, which may hold a password; None: the configuration decides."""
    redis_url: Secret | None = None
    """URL of the shared Redis; None: there is none."""
    master_key: Secret | None = None
    """The key that may do everything at the gateway; None: there is none."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 4170
    """Port to listen on; 0 is any that is free."""
    data_dir: Path = Path("~/.local/share/modeldex")
    """Folder of what is kept between runs; a `~` is replaced only by `from_environment`."""
    offline: bool = False
    """Whether nobody but the database is asked over the network."""
    update_url: str | None = None
    """Where catalogs are published, as it is written; None: the place that was applied from last."""
    gateway_url: str | None = None
    """The one address in the place of those of all providers; None: the configuration decides."""
    variables: tuple[str, ...] = ()
    """The variables of `ENVIRONMENT` that are set: these override the configuration file."""

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] | None = None, directory: Path | None = None
    ) -> Settings:
        """The settings of an environment, `os.environ` by default, and of the current folder.

        InvalidValueError names every variable that is wrong, and withholds values that may be secrets.
        """
        variables = os.environ if environ is None else environ
        return _Reader(variables, Path() if directory is None else directory).settings()

    def __repr__(self) -> str:
        known = "..." if self.config_yaml is not None else None  # it may hold what nobody should see
        given = self._given() | {"config_yaml": known}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in given.items())})"


class _Reader:
    """Reads one environment, and keeps what is wrong with it."""

    def __init__(self, variables: Mapping[str, str], directory: Path) -> None:
        self._variables = variables
        self._directory = directory
        self._problems: dict[str, str] = {}

    def settings(self) -> Settings:
        default = Settings()
        yaml = self._stated("MODELDEX_CONFIG_YAML")
        host = self._read("MODELDEX_HOST", _host)
        port = self._read("MODELDEX_PORT", _port)
        offline = self._read("MODELDEX_OFFLINE", _switch)
        found: dict[str, Any] = {
            "config_file": self._config_file(),
            "config_yaml": yaml,
            "database_url": self._read("MODELDEX_DATABASE_URL", self._database_url),
            "redis_url": self._read("MODELDEX_REDIS_URL", lambda text: _url(text, _REDIS)),
            "master_key": self._read("MODELDEX_MASTER_KEY", _key),
            "host": default.host if host is None else host,
            "port": default.port if port is None else port,
            "data_dir": self._data_dir(),
            "offline": bool(offline),
            "update_url": self._stated("MODELDEX_UPDATE_URL"),
            "gateway_url": self._read("MODELDEX_GATEWAY_URL", _address),
            "variables": tuple(name for name in ENVIRONMENT if self._stated(name) is not None),
        }
        if self._problems:
            raise InvalidValueError("environment", self._problems)
        return Settings(**found)

    def _stated(self, name: str) -> str | None:
        """The value of a variable; None where it is not set, or blank."""
        text = self._variables.get(name, "")
        return text if text.strip() else None

    def _read(self, name: str, how: Callable[[str], object]) -> object:
        text = self._stated(name)
        if text is None:
            return None
        try:
            return how(text)
        except ValueError as error:
            self._problems[name] = str(error)
            return None

    def _database_url(self, text: str) -> Secret:
        _url(text, DATABASE_SCHEMES)
        return Secret(with_variables(text, self._variables))

    def _config_file(self) -> Path | None:
        named = self._stated("MODELDEX_CONFIG")
        if named is not None:
            return self._directory / self._expanded("MODELDEX_CONFIG", named)
        for folder in (self._directory, self._folder("XDG_CONFIG_HOME", ".config")):
            found = [folder / name for name in CONFIG_NAMES if _is_file(folder / name)] if folder else []
            if len(found) > 1:
                names = " and ".join(path.name for path in found)
                self._problems["MODELDEX_CONFIG"] = (
                    f"{names} stand side by side in {folder}; keep one, or name one in this variable"
                )
            if found:
                return found[0]
        return None

    def _data_dir(self) -> Path:
        named = self._stated("MODELDEX_DATA_DIR")
        if named is not None:
            return self._directory / self._expanded("MODELDEX_DATA_DIR", named)
        folder = self._folder("XDG_DATA_HOME", ".local/share")
        if folder is None:
            self._problems["MODELDEX_DATA_DIR"] = "must be set where there is no home folder"
            return self._directory
        return folder

    def _folder(self, variable: str, below_home: str) -> Path | None:
        """Our folder in one of the XDG folders, which a relative path does not name."""
        named = Path(self._variables.get(variable, ""))
        if named.is_absolute():
            return named / "modeldex"
        home = self._home()
        return None if home is None else home / below_home / "modeldex"

    def _home(self) -> Path | None:
        named = self._variables.get("HOME", "") or os.path.expanduser("~")  # noqa: PTH111 - no error without one
        return Path(named) if named not in ("", "~") else None

    def _expanded(self, variable: str, text: str) -> Path:
        """A path whose `~` is the home folder, as no shell expands it in a file of variables."""
        if text != "~" and not text.startswith("~/"):
            return Path(text)
        home = self._home()
        if home is None:
            self._problems[variable] = "begins with ~, and there is no home folder"
            return Path(text)
        return home / text[2:]


def _is_file(path: Path) -> bool:
    """Whether a file is there; none is in a folder into which this user may not look."""
    try:
        return path.is_file()
    except OSError:
        return False


def _host(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise ValueError(f"must be an address such as 127.0.0.1, not {text!r}")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise ValueError(f"must be a port from 0 to 65535, not {text!r}")
    return int(text)


def _switch(text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES + _NO:
        raise ValueError(f"must be one of {', '.join(_YES + _NO)}; not {text!r}")
    return word in _YES


def _url(text: str, schemes: tuple[str, ...]) -> Secret:
    scheme, separator, rest = text.partition("://")
    if scheme.partition("+")[0] not in schemes or not (separator and rest) or not text.isprintable():
        raise ValueError(f"must be a URL that begins with {', '.join(schemes)} and ://; {_WITHHELD}")
    return Secret(text)


def _key(text: str) -> Secret:
    if not text.isprintable() or text != text.strip():
        raise ValueError(f"must be one line without outer blanks; {_WITHHELD}")
    return Secret(text)


def _address(text: str) -> str:
    if not is_address(text):  # a key may stand in what is none
        raise ValueError(f"must be a URL like https://gateway.example.com; {_WITHHELD}")
    return text
