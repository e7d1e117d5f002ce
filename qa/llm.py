"""Talk to the language model that the settings name, within a time limit.

The client runs on an event loop in a thread of its own, because only there can
a call that never ends be cut off; whatever a provider's client raises arrives
as the outcome of a future and leaves this module as `ModelError`.  There is one
loop a process, because LangChain's clients share their connections.  LangChain
and the provider's package are imported at the first call.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from functools import cache
from queue import SimpleQueue
from typing import Any

from ingest.errors import YoujuError
from qa.settings import LLMSettings

_LONGEST = 20_000  # characters of one reply, thinking aloud included
_NO_KEY = "none"  # local servers want some key; a key of the environment is never sent to them
_starting = threading.Lock()


class ModelError(YoujuError):
    """The model gave nothing that can be used; the message is a Chinese clause saying why."""


class ChatModel:
    """A chat model without tools.  Threads may share it."""

    def __init__(self, settings: LLMSettings, client: Any = None) -> None:
        """Take the settings; `client` is a LangChain chat model to use instead of theirs."""
        self.settings = settings
        self._client = client

    @property
    def name(self) -> str:
        """The model's name without its provider."""
        return self.settings.model.partition(":")[2] or self.settings.model

    def pieces(self, messages: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Return the reply to (role, text) messages, piece by piece as it comes.

        Leaving the iterator early ends the call.  Raises ModelError if the
        model cannot be reached, is too slow, breaks off, asks for a tool,
        writes without end or writes nothing.
        """
        out: SimpleQueue[str | None] = SimpleQueue()
        future = asyncio.run_coroutine_threadsafe(self._outcome(out, messages), _loop())
        future.add_done_callback(lambda _: out.put(None))
        try:
            while (piece := out.get()) is not None:
                yield piece
            error = future.result()
            if error is not None:
                raise _explained(error, self.settings, self._client is not None) from error
        finally:
            future.cancel()

    async def _outcome(
        self, out: SimpleQueue[str | None], messages: Sequence[tuple[str, str]]
    ) -> BaseException | None:
        """Return what the call raised, if anything."""
        done = await asyncio.gather(self._fill(out, messages), return_exceptions=True)
        return done[0]

    async def _fill(
        self, out: SimpleQueue[str | None], messages: Sequence[tuple[str, str]]
    ) -> None:
        if self._client is None:
            self._client = _open_client(self.settings)
        length = 0
        async with (
            asyncio.timeout(self.settings.timeout),
            aclosing(self._client.astream(list(messages))) as chunks,
        ):
            async for chunk in chunks:
                if getattr(chunk, "tool_call_chunks", None) or getattr(chunk, "tool_calls", None):
                    raise ModelError("它要调用工具，没有照办")
                if chunk.response_metadata.get("finish_reason") in ("length", "max_tokens"):
                    raise ModelError("它没有写完")
                length += len(chunk.text)
                if length > _LONGEST:
                    raise ModelError("它写个没完")
                if chunk.text:
                    out.put(str(chunk.text))
        if not length:
            raise ModelError("它什么也没写")


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        return _started()


@cache
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="youju-llm", daemon=True).start()
    return loop


def _open_client(settings: LLMSettings) -> Any:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": settings.timeout, "max_retries": settings.retries}
    if settings.url:
        given["base_url"] = settings.url
    if settings.key or settings.url:
        given["api_key"] = settings.key or _NO_KEY
    return init_chat_model(settings.model, temperature=0, **given)


def _explained(error: BaseException, settings: LLMSettings, opened: bool) -> ModelError:
    """Return what happened in words; a provider's own text may hold keys and is left out."""
    if isinstance(error, ModelError):
        return error
    kind, status = type(error).__name__, getattr(error, "status_code", None)
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return ModelError(f"{settings.timeout:g} 秒内没有答完")
    if isinstance(error, ImportError):
        return ModelError("没有安装它要的程序包，请看 README 的“用大模型改写”")
    if not opened:
        return ModelError(f"模型打不开（{kind}），请检查 YOUJU_LLM 和 YOUJU_LLM_KEY")
    if status in (401, 403):
        return ModelError(f"服务不认密钥（{status}），请检查 YOUJU_LLM_KEY")
    if status == 404:
        return ModelError("服务没有这个模型或地址（404），请检查 YOUJU_LLM 和 YOUJU_LLM_URL")
    if status:
        return ModelError(f"服务出错（{status}）")
    if isinstance(error, OSError) or "Connect" in kind or "Protocol" in kind:
        return ModelError("连不上或中途断开")
    return ModelError(f"返回的内容读不懂（{kind}）")
