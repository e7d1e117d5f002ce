"""Speed, as ratios within one run: `make bench`, never part of `make test`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.desk import open_desk
from ui.samples import QUESTIONS, sample_reports
from ui.settings import Settings
from vectorstore.embed import open_embedder
from vectorstore.settings import StoreSettings

pytestmark = [pytest.mark.bench, pytest.mark.timeout(0)]
ROOT = Path(__file__).resolve().parent.parent
_TIMES = 5


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(StoreSettings(tmp_path_factory.mktemp("bench") / "store"))
    with open_desk(settings) as desk:
        desk.add(sample_reports())
    return settings


def median(work: Callable[[], object], times: int = _TIMES) -> float:
    """Return the median of some runs in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def python(*args: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, *args], cwd=ROOT, check=True, capture_output=True
    )


def test_cold_ask(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    question = QUESTIONS[0][0]
    base = median(python("-c", "import chromadb"))
    cold = median(python("-m", "ui.cli", "ask", question, "--store", str(settings.store.path)))
    with capsys.disabled():
        print(f"\n冷启动 ask {cold:.2f} 秒 = {cold / base:.2f} × import chromadb（{base:.2f} 秒）")
    assert cold <= 2.5 * base


def test_warm_ask(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    import chromadb

    embedder = open_embedder(settings.store.embedder)
    questions = [question for question, _, _ in QUESTIONS]
    collection = chromadb.EphemeralClient().create_collection("bench", embedding_function=None)
    with open_desk(settings) as desk:
        passages = desk.library.passages([card.id for card in desk.cards()])
        vectors = embedder.documents([passage.embedded for passage in passages])
        collection.add(ids=[p.id for p in passages], embeddings=vectors)

        def plain() -> None:
            for question in questions:
                collection.query(query_embeddings=[embedder.query(question)], n_results=12)

        def ours() -> None:
            for question in questions:
                assert desk.ask(question)["outcome"] == "answered"

        plain()
        ours()
        base, warm = median(plain, 15), median(ours, 15)
    with capsys.disabled():
        each = 1000 / len(questions)
        print(
            f"\n热 ask {warm * each:.0f} 毫秒 = {warm / base:.2f} × "
            f"一次问题向量加一次 Chroma 查询（{base * each:.0f} 毫秒，{len(passages)} 段）"
        )
    assert warm <= 2 * base


def test_cold_chat(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """From the command to the first answer over HTTP."""
    from gradio_client import Client

    command = [sys.executable, "-m", "ui.cli", "chat", "--store", str(settings.store.path)]
    base = median(python("-c", "import gradio"), 3)
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = next(line for line in process.stdout if "http://" in line).split("：")[1]
            opened = time.perf_counter() - start
            client = Client(url.split()[0], verbose=False)
            answer = client.predict(QUESTIONS[0][0], api_name="/ask")
            answered = time.perf_counter() - start
            client.close()
        finally:
            process.terminate()
    assert answer["outcome"] == "answered"
    with capsys.disabled():
        print(
            f"\n冷启动 chat：{opened:.1f} 秒打开，{answered:.1f} 秒得到第一个回答"
            f" = {answered / base:.1f} × import gradio（{base:.1f} 秒）"
        )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_click_to_picture(
    settings: Settings, chromium: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the click on a citation to the page's picture on the screen."""
    from playwright.sync_api import sync_playwright

    from ui.chat import open_chat

    def drawn(n: int) -> str:
        image = f"document.querySelector('.yj-evidence[data-n=\"{n}\"] .yj-sheet img')"
        return f"() => ({image} || {{}}).naturalWidth > 0"

    with open_desk(settings) as desk, open_chat(desk, settings.chat) as server:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(server.url)
            page.wait_for_selector(".yj-welcome")
            page.locator("#question textarea").fill(QUESTIONS[1][0])
            page.locator("#question textarea").press("Enter")
            page.wait_for_selector(".yj-cite")
            page.wait_for_function(drawn(1))
            taken = []
            for number in range(_TIMES):
                other = 2 - number % 2
                start = time.perf_counter()
                page.locator(f'.yj-cite[data-cite="{other}"]').click()
                page.wait_for_function(drawn(other))
                taken.append(time.perf_counter() - start)
            browser.close()
        first = desk.cards()[0]

        def draw() -> None:
            desk.pictures.close()
            desk.pictures.picture(first, 1)

        render = median(draw)
    with capsys.disabled():
        print(
            f"\n点引用到看见画过的原页 {1000 * statistics.median(taken):.0f} 毫秒；"
            f"画一页（打开文件在内）{1000 * render:.0f} 毫秒"
        )
