"""What is let through to the page: its own addresses, asked for by its own visitors.

Gradio answers more than this page needs (it fetches other sites' files for a
visitor, saves states, has a code editor) and takes requests that another
site's page makes its visitor's browser send.  What is not named here is not
there, and who asks from elsewhere is refused, before Gradio sees the request.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping
from logging import WARNING
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from ingest.events import tell

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_PAGES = re.compile(
    r"/(?:en/?|login/?|logout|config/?|theme\.css|favicon\.ico|robots\.txt|manifest\.json"
    r"|pwa_icon(?:/\d+)?|(?:static|assets|svelte)/.+|report/.+)?"
)
_API = re.compile(
    r"/gradio_api/(?:info/?|openapi\.json|user/?|login_check/?|app_id/?|startup-events|theme\.css"
    r"|heartbeat/\w+|queue/(?:join|data|status)|(?:call|run)/.+|upload|upload_progress|cancel"
    r"|reset/?|file=/.+)"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HEADERS = {  # of every answer that does not set them itself
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}


class Gate:
    """Wraps an application; `here_only` refuses addresses that are not this machine's.

    A page without a login trusts whoever reaches it.  Another site cannot reach
    a loopback address itself, but it can have its own name point there.
    """

    def __init__(self, app: App, here_only: bool) -> None:
        self._app = app
        self._here_only = here_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: refuse it, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        path = scope["path"]
        if not (_PAGES.fullmatch(path) or _API.fullmatch(path)):
            refused = ("address", "没有这个地址。", 404)
        elif self._here_only and not _is_here(headers.get("host", "")):
            refused = ("host", "只在本机打开，地址要写 127.0.0.1。", 403)
        elif not _is_own(headers, path, scope["method"]):
            refused = ("origin", "不接受别的网站发来的请求。", 403)
        else:
            await self._app(scope, receive, guarded)
            return
        why, words, status = refused
        asker = (scope.get("client") or ("",))[0]
        tell("page.refused", {"path": path[:200]}, WARNING, why=why, status=status, asker=asker)
        await PlainTextResponse(words, status)(scope, receive, guarded)


def _is_here(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_own(headers: Headers, path: str, method: str) -> bool:
    """Return whether the page itself asks, a program does, or a person follows a link to it."""
    origin = headers.get("origin")
    if origin is not None:
        asker = _address(origin)  # None of "null": a page that hides where it comes from
        return asker is not None and asker == _address(f"{asker[0]}://{headers.get('host')}")
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True  # programs send neither header
    follows = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
    return follows and path != "/logout" and not path.startswith("/gradio_api/")


def _address(url: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
