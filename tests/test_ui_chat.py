"""The running chat: its endpoint, its address, its demo."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SettingsError
from ui.chat import open_chat
from ui.demo import find_faults, run_demo
from ui.desk import Desk, open_desk
from ui.samples import QUESTIONS, sample_reports
from ui.settings import ChatSettings, Settings
from vectorstore.model import FileState
from vectorstore.settings import StoreSettings

pytestmark = pytest.mark.usefixtures("litter")


def settings_at(path: Path) -> Settings:
    return Settings(StoreSettings(path, embedder="hashing"), chat=ChatSettings(port=0))


@pytest.fixture(scope="module")
def desk(litter: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(settings_at(tmp_path_factory.mktemp("chat") / "store")) as desk:
        account = desk.add(sample_reports())
        assert account.count(FileState.ADDED) == len(sample_reports())
        yield desk


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    with open_chat(desk, desk.settings.chat) as server:
        yield server.url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(url, verbose=False, httpx_kwargs={"timeout": 600})
    yield client
    client.close()


@pytest.mark.parametrize(("question", "value", "unit"), QUESTIONS)
def test_sample_questions_over_http(client: Any, question: str, value: str, unit: str) -> None:
    answer = client.predict(question, api_name="/ask")
    assert find_faults(answer, value, unit) == []
    assert answer["error"] is None
    assert set(answer) > {"citations", "coverage", "nearest", "options", "standalone_question"}


def test_endpoint_takes_history_and_reports(client: Any, desk: Desk) -> None:
    (first, *_) = desk.cards()
    other = next(card for card in desk.cards() if card.id != first.id)
    answer = client.predict(
        f"{first.identity.region}的整体支出是多少？", None, [other.id], api_name="/ask"
    )
    assert {c["report_id"] for c in answer["citations"]} <= {other.id}
    history = [
        {"role": "user", "content": "番禺的项目支出是多少？"},
        {"role": "assistant", "content": "298.57万元。"},
    ]
    answer = client.predict("那基本支出呢？", history, api_name="/ask")
    assert "番禺" in answer["standalone_question"]


def test_endpoint_names_a_wrong_history(client: Any) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match="history"):
        client.predict("甲", [{"role": "system", "content": "x"}], api_name="/ask")


def test_suggestions_are_questions_that_are_answered(desk: Desk) -> None:
    suggestions = desk.suggestions()
    assert suggestions
    assert all(desk.ask(question)["outcome"] == "answered" for question in suggestions)


def test_taken_port_is_passed_over(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with open_chat(desk, ChatSettings(port=port)) as server:
            assert f":{port}/" not in server.url
            assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])
def test_chat_opens_on_this_machine_only(desk: Desk, host: str) -> None:
    with pytest.raises(SettingsError, match="登录"):
        open_chat(desk, ChatSettings(host=host, port=0))


def test_uploads_of_one_name_stay_apart_and_leave_with_their_report(tmp_path: Path) -> None:
    texts = (
        "安和市云山区民政局2023年自评报告\n在职人员36人。\n",
        "安和市溪口区民政局2022年自评报告\n在职人员41人。\n",
    )
    with open_desk(settings_at(tmp_path / "store")) as desk:
        for number, text in enumerate(texts):
            path = tmp_path / str(number) / "报告.txt"
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
            assert desk.take_in([(path, path.name)]).count(FileState.ADDED) == 1
            path.unlink()
        first, second = desk.cards()
        assert Path(first.path).is_file()
        assert Path(second.path).is_file()
        desk.remove([first.id])
        assert desk.cards() == (second,)
        assert not Path(first.path).exists()
        assert Path(second.path).is_file()


def test_reports_of_others_are_never_deleted(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("安和市云山区民政局2023年自评报告\n在职人员36人。\n", encoding="utf-8")
    with open_desk(settings_at(tmp_path / "store")) as desk:
        desk.add([path])
        desk.remove([card.id for card in desk.cards()])
    assert path.is_file()


def test_demo_prints_the_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_demo(settings_at(tmp_path / "store")) == 0
    out = capsys.readouterr().out
    for question, value, _ in QUESTIONS:
        shown = out[out.index(question) :]
        assert value in shown
        assert "第" in shown
        assert ".pdf" in shown
        assert "“" in shown
    assert "303.90" in out
    assert "已关闭" in out


def test_demo_fails_on_a_wrong_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ui.samples.QUESTIONS", (("番禺的项目支出是多少？", "298.58", "万元"),))
    assert run_demo(settings_at(tmp_path / "store")) == 1
    assert "298.58" in capsys.readouterr().err


def answer_of(**more: Any) -> dict[str, Any]:
    return {
        "outcome": "answered",
        "figures": [{"value": "20", "unit": "人", "citations": [1]}],
        "citations": [{"n": 1, "report": "甲.pdf", "page": 2, "quote": "共20人"}],
        **more,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "not_in_reports"},
        {"figures": []},
        {"figures": [{"value": "20", "unit": "万元", "citations": [1]}]},
        {"citations": []},
        {"citations": [{"n": 1, "report": "甲.pdf", "page": None, "quote": "共20人"}]},
        {"citations": [{"n": 1, "report": "甲.pdf", "page": 2, "quote": "共多少人"}]},
    ],
)
def test_demo_faults_are_found(wrong: dict[str, Any]) -> None:
    assert find_faults(answer_of(), "20", "人") == []
    assert len(find_faults(answer_of(**wrong), "20", "人")) == 1
