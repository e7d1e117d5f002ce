"""What every test gets: a home of its own, no network, and an honest last line."""

from __future__ import annotations

import gc
import os
import re
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
_KEPT = {"YOUJU_REAL_REPORTS"}
_skips: Counter[str] = Counter()
_littered: list[bool] = []  # in this process, whether such a server has run
_ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
]

# Found by accident elsewhere, reproduced here: in CI the same examples every
# time, by hand new ones; `make soak` looks far longer.
hypothesis.settings.register_profile("hand", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "hand")
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let pytest-socket refuse every host but this machine, before it reads its options."""
    config.option.allow_hosts = "127.0.0.1,::1"
    config.option.allow_unix_socket = True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the fast tests first, those in a browser last; a file's tests stay together.

    What the page's server and its clients leave to the garbage collector when
    they close is no fault of the test that used them.
    """
    weights: dict[Path, int] = {}
    for item in items:
        if "litter" in getattr(item, "fixturenames", ()):
            _leave_litter(item)
        marked = {mark.name for mark in item.iter_markers()}
        weight = 2 if "browser" in marked else int("slow" in marked)
        weights[item.path] = max(weights.get(item.path, 0), weight)
    items.sort(key=lambda item: weights[item.path])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A server's thread may end after its module; what it leaves is found in a later one."""
    if _littered:
        _leave_litter(item)
    return (yield)


def _leave_litter(item: pytest.Item) -> None:
    for left in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
        item.add_marker(pytest.mark.filterwarnings(f"ignore::{left}"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _count_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _count_skip(report)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the last line how many tests were skipped, and why."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    why = "，".join(f"{reason} {count} 项" for reason, count in sorted(_skips.items()))
    reporter.write_line(f"跳过 {sum(_skips.values())} 项" + (f"：{why}" if why else "") + "。")


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the session a home of its own; what is converted once is shared by its tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("YOUJU_") and n not in _KEPT]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("GRADIO_TEMP_DIR", str(home / "gradio"))
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        patch.setenv("ANONYMIZED_TELEMETRY", "False")
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("DO_NOT_TRACK", "1")
        yield


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a store of its own."""
    monkeypatch.setenv("YOUJU_STORE", str(tmp_path / "store"))


@pytest.fixture(scope="module")
def litter() -> Iterator[None]:
    """Sweep up, unreported, the sockets and loops that gradio's server leaves unclosed."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(3):
            gc.collect()
    _littered.append(True)


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """Return the folder of real reports; skip the test where there is none."""
    folder = Path(os.environ.get("YOUJU_REAL_REPORTS") or "../shared/reports")
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip("没有真实报告（YOUJU_REAL_REPORTS）")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Debian's chromium; skip the test where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("没有浏览器（chromium）")
    return path


class Visit:
    """A page with a record of what it asked for from outside and of what went wrong."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.outside.append(request.url)

    def ask(self, question: str) -> None:
        """Ask, and wait until the answer is there."""
        turns = self.page.locator(".yj-answer:not(.yj-wait)").count()
        box = self.page.locator("#question textarea")
        box.fill(question)
        box.press("Enter")
        self.page.wait_for_function(
            f"document.querySelectorAll('.yj-answer:not(.yj-wait)').length > {turns}"
        )


@pytest.fixture(scope="module")
def browser(litter: None, chromium: str) -> Iterator[Any]:
    """Start a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGS)
        yield browser
        browser.close()


def serve(folder: Path, samples: bool) -> Iterator[str]:
    """Serve the page on a free port, over a new store in a folder."""
    from ui.chat import open_chat
    from ui.desk import open_desk
    from ui.samples import sample_reports
    from ui.settings import ChatSettings, Settings
    from vectorstore.settings import StoreSettings

    settings = Settings(StoreSettings(folder, embedder="hashing"), chat=ChatSettings(port=0))
    with open_desk(settings) as desk:
        if samples:
            desk.add(sample_reports())
        with open_chat(desk, settings.chat) as server:
            yield server.url


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page over the two samples."""
    yield from serve(tmp_path_factory.mktemp("full") / "store", samples=True)


@pytest.fixture
def empty_url(tmp_path: Path) -> Iterator[str]:
    """Serve the page over an empty store."""
    yield from serve(tmp_path / "store", samples=False)


def open_page(browser: Any, url: str, width: int = 1280, height: int = 800) -> Iterator[Visit]:
    """Open the page in a window of its own; nothing outside may be asked for, nothing fail."""
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(30_000)
    visit.page.goto(url, wait_until="domcontentloaded")
    visit.page.wait_for_selector(".yj-welcome")
    yield visit
    context.close()
    assert visit.outside == [], "the page asked for something outside this machine"
    assert visit.errors == []


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Visit]:
    """Open the page over the samples."""
    yield from open_page(browser, url)


@pytest.fixture
def phone(browser: Any, url: str) -> Iterator[Visit]:
    """Open the page over the samples in a window as narrow as a phone."""
    yield from open_page(browser, url, 390, 800)


@pytest.fixture
def newcomer(browser: Any, empty_url: str) -> Iterator[Visit]:
    """Open the page over an empty store."""
    yield from open_page(browser, empty_url)


def _count_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    place = report.longrepr
    reason = place[2] if isinstance(place, tuple) else str(place)
    reason = re.sub(r"^Skipped: ", "", reason).strip() or "没有说明"
    if re.search(r"真实报告|real reports|YOUJU_REAL_REPORTS", reason):
        reason = "没有真实报告（YOUJU_REAL_REPORTS）"
    _skips[reason] += 1
