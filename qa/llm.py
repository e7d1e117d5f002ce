"""Talk to the language model that the settings name, within a time limit.

The client runs on an event loop of its own thread, because only there can a
call that never ends be cut off; whatever a provider's client raises arrives as
the outcome of a future and leaves this module as `ModelError`.  LangChain and
the provider's package are imported at the first call.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import Any

from ingest.errors import YoujuError
from qa.settings import LLMSettings

_LONGEST = 20_000  # characters of one reply, thinking aloud included
_NO_KEY = "none"  # local servers want some key; a key of the environment is never sent to them


class ModelError(YoujuError):
    """The model gave nothing that can be used; the message is a Chinese clause saying why."""


class ChatModel:
    """A chat model without tools.  Threads may share it; close it to free its connections."""

    def __init__(self, settings: LLMSettings, client: Any = None) -> None:
        """Take the settings; `client` is a LangChain chat model to use instead of theirs."""
        self.settings = settings
        self._client = client
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()

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
        future = asyncio.run_coroutine_threadsafe(self._fill(out, messages), self._running())
        future.add_done_callback(lambda _: out.put(None))
        try:
            while (piece := out.get()) is not None:
                yield piece
            error = future.exception()
            if error is not None:
                raise _explained(error, self.settings) from error
        finally:
            future.cancel()

    def close(self) -> None:
        """End the calls that run and stop the thread."""
        with self._starting:
            loop, self._loop = self._loop, None
        if loop is not None:
            asyncio.run_coroutine_threadsafe(self._leave(), loop).result()
            loop.call_soon_threadsafe(loop.stop)

    async def _fill(
        self, out: SimpleQueue[str | None], messages: Sequence[tuple[str, str]]
    ) -> None:
        if self._client is None:
            self._client = _open_client(self.settings)
        length = 0
        async with asyncio.timeout(self.settings.timeout):
            async for chunk in self._client.astream(list(messages)):
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

    async def _leave(self) -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        connections = getattr(self._client, "root_async_client", None)
        if connections is not None:
            await connections.close()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                run = threading.Thread(target=_serve, args=(self._loop,), daemon=True)
                run.start()
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _open_client(settings: LLMSettings) -> Any:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": settings.timeout, "max_retries": settings.retries}
    if settings.url:
        given["base_url"] = settings.url
    if settings.key or settings.url:
        given["api_key"] = settings.key or _NO_KEY
    return init_chat_model(settings.model, temperature=0, **given)


def _explained(error: BaseException, settings: LLMSettings) -> ModelError:
    """Return what happened in words; a provider's own text may hold keys and is left out."""
    if isinstance(error, ModelError):
        return error
    kind, status = type(error).__name__, getattr(error, "status_code", None)
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return ModelError(f"{settings.timeout:g} 秒内没有答完")
    if isinstance(error, ImportError):
        return ModelError("没有安装它要的程序包，请看 README 的“用大模型改写”")
    if status in (401, 403):
        return ModelError(f"服务不认密钥（{status}），请检查 YOUJU_LLM_KEY")
    if status == 404:
        return ModelError("服务没有这个模型或地址（404），请检查 YOUJU_LLM 和 YOUJU_LLM_URL")
    if status:
        return ModelError(f"服务出错（{status}）")
    if isinstance(error, OSError) or "Connect" in kind or "Protocol" in kind:
        return ModelError("连不上或中途断开")
    return ModelError(f"返回的内容读不懂（{kind}）")
