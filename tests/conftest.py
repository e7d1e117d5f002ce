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


def _count_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    place = report.longrepr
    reason = place[2] if isinstance(place, tuple) else str(place)
    reason = re.sub(r"^Skipped: ", "", reason).strip() or "没有说明"
    if re.search(r"真实报告|real reports|YOUJU_REAL_REPORTS", reason):
        reason = "没有真实报告（YOUJU_REAL_REPORTS）"
    _skips[reason] += 1
