"""The verbs for programs: over HTTP, and as MCP tools with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ui.chat import open_chat
from ui.desk import Desk, open_desk
from ui.samples import QUESTIONS, sample_reports
from ui.settings import ChatSettings, Settings
from ui.verbs import verbs_of
from vectorstore.settings import StoreSettings

VERBS = ["ask", "reports", "read_page", "compare", "check", "audit"]
CHANGES = ["ingest", "identify", "remove"]
CLAIMS = "番禺区委组织部2022年项目支出执行298.57万元。荔湾区委组织部2021年有57547名党员到社区报到。"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verbs") / "store"


@pytest.fixture(scope="module")
def desk(litter: None, store: Path) -> Iterator[Desk]:
    settings = Settings(StoreSettings(store, embedder="hashing"), chat=ChatSettings(port=0))
    with open_desk(settings) as desk:
        desk.add(sample_reports())
        yield desk


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[Any]:
    from gradio_client import Client

    with open_chat(desk, desk.settings.chat) as server:
        client = Client(server.url, verbose=False, httpx_kwargs={"timeout": 600})
        yield client
        client.close()


def test_endpoints_are_named_and_documented(client: Any) -> None:
    endpoints = client.view_api(print_info=False, return_format="dict")["named_endpoints"]
    assert [name.removeprefix("/") for name in endpoints] == [*VERBS, *CHANGES]
    for verb in [*VERBS, *CHANGES]:
        assert endpoints[f"/{verb}"]["description"]
    (question, *_) = endpoints["/ask"]["parameters"]
    assert (question["parameter_name"], question["python_type"]["type"]) == ("question", "str")


def test_verbs_over_http_say_what_the_desk_says(client: Any, desk: Desk) -> None:
    ask, reports, read_page, compare, check, audit = verbs_of(desk)
    name = desk.cards()[0].file_name
    question = QUESTIONS[0][0]
    for verb, arguments in (
        (ask, [question]),
        (reports, []),
        (read_page, [name, 1]),
        (compare, ["项目支出", "执行", [2022]]),
        (check, [CLAIMS]),
        (audit, [name]),
    ):
        said = client.predict(*arguments, api_name=f"/{verb.__name__}")
        assert untimed(said) == untimed(json.loads(json.dumps(verb(*arguments))))


def test_a_report_is_audited_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, audit = verbs_of(desk)
    name = desk.cards()[-1].file_name
    first = audit(name)
    monkeypatch.delattr("qa.sources.audit_report")
    assert audit(name) == first


def test_both_languages_watch_one_evaluation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import page

    watched: list[Any] = []
    build = page.build_eval_tab

    def watch(evaluating: Any, say: Any) -> Any:
        watched.append(evaluating)
        return build(evaluating, say)

    monkeypatch.setattr(page, "build_eval_tab", watch)
    page.build_page(desk, desk.settings.chat)
    assert len(watched) == 2 and watched[0] is watched[1]


def untimed(said: Any) -> Any:
    return {k: v for k, v in said.items() if k != "seconds"} if isinstance(said, dict) else said


def test_checked_text_over_http(client: Any) -> None:
    checked = client.predict(CLAIMS, api_name="/check")
    assert [f["verdict"] for f in checked["figures"]] == ["read", "contradicted"]


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("read_page", ["没有这份.pdf", 1], "没有这份.pdf"),
        ("read_page", [sample_reports()[0].name, 99], "没有第99页"),
        ("audit", ["../../etc/passwd"], "passwd"),
        ("check", [" "], "没有要核对的文字"),
        ("compare", ["项目支出", "随便"], "不知道是哪一种数"),
    ],
)
def test_errors_are_one_clear_line(client: Any, verb: str, arguments: list[Any], said: str) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match=said):
        client.predict(*arguments, api_name=f"/{verb}")


def test_report_is_sent_named_and_removed_over_http(client: Any, tmp_path: Path) -> None:
    from gradio_client import handle_file
    from gradio_client.exceptions import AppError

    file = tmp_path / "工作情况.txt"
    file.write_text("工作情况\n一、基本情况\n在职人员52人。\n", encoding="utf-8")
    (end,) = client.predict([handle_file(file)], api_name="/ingest")
    assert (end["file"], end["state"]) == (file.name, "added")
    whose = {"agency": "云山区民政局", "region": "云山区", "fiscal_year": 2023}
    card = client.predict(file.name, **whose, api_name="/identify")
    assert {name: card["identity"][name] for name in whose} == whose
    assert "path" not in card
    answer = client.predict("云山区2023年有多少在职人员？", api_name="/ask")
    assert [figure["value"] for figure in answer["figures"]] == ["52"]
    (gone,) = client.predict([file.name], api_name="/remove")
    assert gone["id"] == card["id"]
    assert file.name not in [c["file_name"] for c in client.predict(api_name="/reports")]
    with pytest.raises(AppError, match="没有收到文件"):
        client.predict([{"path": "/etc/hosts", "orig_name": "a.txt"}], api_name="/ingest")


def with_mcp(server: Any, use: Callable[[Any], Awaitable[Any]]) -> Any:
    from mcp import Client

    async def run() -> Any:
        async with Client(server) as client:
            return await use(client)

    return asyncio.run(run())


def test_mcp_tools_are_documented_and_only_read(desk: Desk) -> None:
    from ui.mcp_server import build_mcp_server

    listed = with_mcp(build_mcp_server(desk), lambda client: client.list_tools())
    assert [tool.name for tool in listed.tools] == VERBS
    for tool in listed.tools:
        assert tool.description
        assert tool.annotations.read_only_hint
    assert listed.tools[0].input_schema["required"] == ["question"]


def test_mcp_error_is_the_line_itself(desk: Desk) -> None:
    from ui.mcp_server import build_mcp_server

    result = with_mcp(
        build_mcp_server(desk),
        lambda client: client.call_tool("read_page", {"report": "无", "page": 1}),
    )
    assert result.is_error
    assert "无" in result.content[0].text


def test_mcp_changes_only_what_it_may(tmp_path: Path) -> None:
    from ui.mcp_server import build_mcp_server

    file = tmp_path / "云山2023.txt"
    file.write_text("云山区民政局2023年自评报告\n在职人员52人。\n", encoding="utf-8")

    async def use(client: Any) -> Any:
        read = await client.call_tool("ingest", {"paths": [str(file)]})
        await client.call_tool("remove", {"reports": [file.name]})
        return await client.list_tools(), read, await client.call_tool("reports", {})

    with open_desk(Settings(StoreSettings(tmp_path / "store", embedder="hashing"))) as desk:
        listed, read, left = with_mcp(build_mcp_server(desk, may_change=True), use)
    assert [t.name for t in listed.tools if not t.annotations.read_only_hint] == CHANGES
    assert read.structured_content["result"][0]["state"] == "added"
    assert left.structured_content["result"] == []


@pytest.mark.enable_socket
def test_mcp_over_stdio_answers_with_proof(desk: Desk, store: Path) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    question, value, unit = QUESTIONS[0]
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "ui.cli", "mcp", "--store", str(store)],
        env={**os.environ, "YOUJU_EMBEDDER": "hashing"},
    )
    # The SDK's default is the stderr of whichever test imported it first: perhaps a captured one.
    server = stdio_client(command, errlog=sys.__stderr__)
    result = with_mcp(server, lambda client: client.call_tool("ask", {"question": question}))
    answer = result.structured_content
    assert (value, unit) in [(f["value"], f["unit"]) for f in answer["figures"]]
    assert value in answer["citations"][0]["quote"]
