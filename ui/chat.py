"""The chat: a Gradio page that asks, answers and shows the evidence.

Nothing on it is fetched from outside: system fonts, own style, no analytics.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass
from typing import Any, Self

from ingest.errors import SettingsError
from ingest.events import tell
from ui.accounts import read_accounts
from ui.asset import ASSETS
from ui.desk import Desk
from ui.settings import ChatSettings

_FONTS = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif"]
_STYLES = (
    "chat.css",
    "talk.css",
    "evidence.css",
    "reports.css",
    "compare.css",
    "check.css",
    "eval.css",
)
# Sessions whose state is kept: each takes a third of a MB, and Gradio, which makes one of
# every call of a program, would keep 10,000.  The one used longest ago goes first.
_SESSIONS = 200
_PORTS = 100  # ports tried from the wished one on


@dataclass
class ChatServer:
    """A running chat; close it when done."""

    url: str
    page: Any

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close(verbose=False)

    def wait(self) -> None:
        """Serve until interrupted."""
        self.page.block_thread()


def open_chat(desk: Desk, settings: ChatSettings) -> ChatServer:
    """Start the chat and return once it answers.

    A taken port is passed over for the next free one; port 0 takes any.
    Raises SettingsError for an address others could reach where there is no
    login, for a file of accounts that cannot be used and where no port is free.
    """
    accounts = read_accounts(settings.auth) if settings.auth else None
    if accounts is None:
        _check_host(settings.host)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio
    from starlette.middleware import Middleware

    from ui.documents import offer_documents
    from ui.gate import Gate
    from ui.page import build_page

    page = build_page(desk, settings)
    port = _free_port(settings.host, settings.port)
    theme = gradio.themes.Default(primary_hue="blue", font=_FONTS, font_mono=["monospace"])
    app, url, _ = page.queue(default_concurrency_limit=4, max_size=64).launch(
        server_name=settings.host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        inbrowser=False,
        enable_monitoring=False,
        show_error=False,
        _frontend=False,  # no look at its own page, which gives up where a busy machine takes 3 s
        auth=accounts.check if accounts else None,
        auth_message="有据：请登录" if accounts else None,
        max_file_size=settings.upload_bytes,
        state_session_capacity=_SESSIONS,
        footer_links=[],
        app_kwargs={"middleware": [Middleware(Gate, here_only=accounts is None)]},
        theme=theme,
        css_paths=[ASSETS / name for name in _STYLES],
    )
    offer_documents(app, desk)
    tell("page", host=settings.host, port=port, login=accounts is not None)
    return ChatServer(url, page)


def _check_host(host: str) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SettingsError(
            f"{host}：别的机器也能打开，要先设登录：YOUJU_AUTH=用户文件 youju user 用户名。"
            "只在本机用就写 --host 127.0.0.1。"
        )


def _free_port(host: str, wished: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wished, wished + _PORTS) if wished else [0]:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise SettingsError(f"{wished} 到 {wished + _PORTS - 1} 没有空闲端口。请用 --port 换一个。")
