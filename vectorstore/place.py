"""Where a vector space lives: a folder beside the catalogue, or a Chroma server.

On a server every collection carries the name of its space, so that several
stores may share one, and what one process writes all others see at once.  The
server checks no token itself; a proxy before it may ask for the user and
password written in the address.

Importing this module imports chromadb; the store does so late.
"""

from __future__ import annotations

import threading
import weakref
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.config import Settings

from ingest.errors import SettingsError, StoreError
from vectorstore.folder import spaces_path
from vectorstore.settings import StoreSettings


class Place(Protocol):
    """One vector space's place.

    said      what messages call it
    patience  seconds to go on asking where it does not answer
    fresh     whether an open client sees what others write
    """

    @property
    def said(self) -> str:
        """What messages call it."""

    @property
    def patience(self) -> float:
        """Seconds to go on asking where it does not answer."""

    @property
    def fresh(self) -> bool:
        """Whether an open client sees what others write."""

    def open(self) -> Any:
        """Return a Chroma client; raises what Chroma does."""

    def close(self, client: Any) -> None:
        """Let go of a client that `open` returned."""

    def name(self, part: str) -> str:
        """Return the collection's name of a partition, of "" its beginning."""


class Unreachable(StoreError):
    """The Chroma server does not answer; asking again may help."""


def place_of(settings: StoreSettings, space: str) -> Place:
    """Return the place of a vector space of the store; raises SettingsError for a bad address."""
    if settings.chroma:
        return _Server(settings.chroma, space, settings.chroma_wait)
    return folder_place(spaces_path(settings.path) / space)


def folder_place(path: Path) -> Place:
    """Return a folder as the place of a vector space."""
    return _Folder(path)


def unreachable(error: Exception) -> bool:
    """Whether an error says that no server answered, and not that it refused."""
    if isinstance(error, httpx.TransportError):
        return True
    # Chroma's client makes a bare error of an answer that is no Chroma server's (a proxy's).
    refused = isinstance(error, ValueError) and "connect to a Chroma server" in str(error)
    return refused or type(error) is Exception


class _Folder:
    """A folder of this machine."""

    patience = 0.0
    fresh = False
    _given_back: weakref.finalize[..., _Folder] | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spell_anew()

    @property
    def said(self) -> str:
        return str(self._path)

    def open(self) -> Any:
        self._path.mkdir(parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        try:
            return chromadb.PersistentClient(path=self._spelling, settings=settings)
        except Exception:
            # Chroma keeps what did not start under its spelling, which is spoilt for good.
            self._spell_anew()
            raise

    def close(self, client: Any) -> None:
        client.close()

    def name(self, part: str) -> str:
        return f"youju-{part}"

    def _spell_anew(self) -> None:
        if self._given_back is not None:
            self._given_back.detach()
        self._spelling = _own_spelling(self._path)
        self._given_back = weakref.finalize(self, _spellings.discard, self._spelling)


class _Server:
    """A Chroma server's collections whose names begin with the space's."""

    fresh = True

    def __init__(self, address: str, space: str, patience: float) -> None:
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
            raise SettingsError(
                f"YOUJU_CHROMA={_bare(address)}：不是服务器地址。请写成 http://主机:端口。"
            )
        self._space = space
        self.patience = patience
        self.said = _bare(address)
        self._host, self._ssl = parts.hostname, parts.scheme == "https"
        self._port = port or (443 if self._ssl else 8000)
        self._headers = {}
        if parts.username:
            plain = httpx.BasicAuth(parts.username, parts.password or "")
            request = next(plain.auth_flow(httpx.Request("GET", self.said)))
            self._headers["Authorization"] = request.headers["Authorization"]

    def open(self) -> Any:
        settings = Settings(anonymized_telemetry=False)
        return chromadb.HttpClient(
            host=self._host,
            port=self._port,
            ssl=self._ssl,
            headers=self._headers,
            settings=settings,
        )

    def close(self, client: Any) -> None:
        client.close()
        client._server._session.close()  # Chroma's client leaves its connections open

    def name(self, part: str) -> str:
        return f"youju-{self._space}-{part}"


def _bare(address: str) -> str:
    """Return an address without the password in it."""
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


_spellings: set[str] = set()  # of paths that are open in this process
_spelling_lock = threading.Lock()


def _own_spelling(path: Path) -> str:
    """Return a spelling of a path that is open nowhere else in this process.

    Chroma keeps one system per spelling and process; sharing it, one opening
    could neither be refreshed nor closed for itself.
    """
    with _spelling_lock:
        for extra in count():
            spelling = f"{path}{'/.' * extra}"
            if spelling not in _spellings:
                _spellings.add(spelling)
                return spelling
    raise AssertionError("count() does not end")
