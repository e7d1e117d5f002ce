"""Files read by processes of their own: order, crashes, limits, interruption; given identities."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.errors import BrokenFile, FileMissing, LimitExceeded, StoreError
from ingest.given import NOTHING_GIVEN, Given
from ingest.read import read_report
from ingest.settings import IngestSettings
from vectorstore import reader_pool
from vectorstore.library import Library, open_library
from vectorstore.model import FileState, IngestProgress, Stage
from vectorstore.reader_pool import ReaderPool
from vectorstore.reading import fingerprint_reading
from vectorstore.settings import StoreSettings

REPORT = """安和市云山区民政局{year}年部门整体支出绩效自评报告
一、基本情况
{year}年部门整体支出年初预算数{n}00.50万元，执行数1100.25万元，预算完成率91.65%。
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "reports"
    folder.mkdir()
    made = []
    for n in range(1, 7):
        # the first is by far the longest: others are read before it is done
        text = REPORT.format(year=2018 + n, n=n) + "工作说明如下。\n" * (4000 if n == 1 else 1)
        path = folder / f"{n}.txt"
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(StoreSettings(tmp_path / "store", "hashing")) as opened:
        yield opened


def _quiet(done: int, total: int) -> None:
    assert 0 < done <= total


def _saboteur(body: str) -> str:
    """Return the code of a process that runs `body` before it reads; `path` is the file."""
    return (
        "import sys; sys.path[:] = sys.argv[3:]\n"
        "import os, time, ingest.read\n"
        "whole = ingest.read.read_report\n"
        "def read(path, settings, tell, given):\n"
        f"{textwrap.indent(textwrap.dedent(body), '    ')}\n"
        "    return whole(path, settings, tell, given)\n"
        "ingest.read.read_report = read\n"
        "from vectorstore.reader_process import serve_reader\n"
        "serve_reader(int(sys.argv[1]), int(sys.argv[2]))\n"
    )


def _sabotage(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr(reader_pool, "_CODE", _saboteur(body))


def test_a_report_is_the_same_as_read_here(files: list[Path]) -> None:
    with ReaderPool(IngestSettings(processes=2)) as pool:
        for path in files[1:]:
            pool.ahead(path, NOTHING_GIVEN, _quiet)
        for path in reversed(files):
            assert pool.read(path, NOTHING_GIVEN, _quiet) == read_report(path)


def test_stored_in_their_order_whichever_is_read_first(library: Library, files: list[Path]) -> None:
    steps: list[IngestProgress] = []
    account = library.ingest(
        [files[0].parent], ingest_settings=IngestSettings(processes=2), progress=steps.append
    )
    assert [Path(o.path) for o in account.outcomes] == files
    assert {o.state for o in account.outcomes} == {FileState.ADDED}
    finished = [step.index for step in steps if step.stage is Stage.FINISHED]
    assert finished == list(range(6))
    again = library.ingest([files[0].parent])
    assert {o.state for o in again.outcomes} == {FileState.UNCHANGED}


def test_the_one_waited_for_is_begun_first_then_the_largest(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"
    _sabotage(monkeypatch, f"open({str(begun)!r}, 'a').write(path.name + ' ')")
    files[4].write_text(files[4].read_text("utf-8") + "长一些。\n" * 50, encoding="utf-8")
    with ReaderPool(IngestSettings(processes=1)) as pool:
        pool.ahead(files[1], NOTHING_GIVEN, _quiet)  # begun at once: the process is free
        for path in files[2:]:
            pool.ahead(path, NOTHING_GIVEN, _quiet)
        pool.read(files[3], NOTHING_GIVEN, _quiet)
        while len(pool._answers) < 4:
            time.sleep(0.02)
            pool.pump()
    order = begun.read_text().split()
    assert order[:2] == ["2.txt", "4.txt"]
    assert order[2] == "5.txt"
    assert sorted(order[3:]) == ["3.txt", "6.txt"]


def test_what_is_held_in_memory_is_bounded(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_pool, "_HELD", 0)
    with ReaderPool(IngestSettings(processes=1)) as pool:
        for path in files[1:]:
            pool.ahead(path, NOTHING_GIVEN, _quiet)
        assert pool.read(files[5], NOTHING_GIVEN, _quiet).file_name == "6.txt"
        for _ in range(20):
            time.sleep(0.05)
            pool.pump()
        assert len(pool._answers) <= 1
        for path in files[1:5]:
            assert pool.read(path, NOTHING_GIVEN, _quiet).file_name == path.name


def test_an_error_crosses_with_all_it_says(tmp_path: Path) -> None:
    path = tmp_path / "没有.pdf"
    with ReaderPool(IngestSettings()) as pool, pytest.raises(FileMissing) as caught:
        pool.read(path, NOTHING_GIVEN, _quiet)
    assert caught.value.path == str(path)
    with pytest.raises(FileMissing) as here:
        read_report(path)
    assert str(caught.value) == str(here.value)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("if path.name == '2.txt': os._exit(7)", "退出码 7"),
        ("if path.name == '2.txt': os.kill(os.getpid(), 11)", "信号 11"),
        ("if path.name == '2.txt': raise SystemExit('全乱了')", "全乱了"),
        ("if path.name == '2.txt': {}['键']", "KeyError，"),
        ("if path.name == '2.txt': raise MemoryError", "内存"),
        ("if path.name == '2.txt': bytearray(3_000_000_000)", "内存"),
    ],
)
def test_what_breaks_a_reader_costs_its_file_only(
    library: Library, files: list[Path], monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    _sabotage(monkeypatch, body)
    settings = IngestSettings(processes=2, max_memory=2_000_000_000)
    account = library.ingest([files[0].parent], ingest_settings=settings)
    states = {Path(o.path).name: o.state.value for o in account.outcomes}
    assert states.pop("2.txt") == "failed"
    assert set(states.values()) == {"added"}
    (message,) = (o.message for o in account.outcomes if o.state is FileState.FAILED)
    assert says in message
    assert "2.txt" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("body", "silence"),
    [
        ("while path.name == '2.txt': pass", 2.0),
        ("time.sleep(600 if path.name == '2.txt' else 0)", 0.5),
    ],
)
def test_a_reader_that_is_stuck_is_given_up(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, body: str, silence: float
) -> None:
    _sabotage(monkeypatch, body)
    began = time.monotonic()
    settings = IngestSettings(processes=1, silence=silence)
    with ReaderPool(settings) as pool, pytest.raises(LimitExceeded, match="还没有读出下一页"):
        pool.read(files[1], NOTHING_GIVEN, _quiet)
    with ReaderPool(IngestSettings(processes=1)) as pool:
        assert pool.read(files[2], NOTHING_GIVEN, _quiet).file_name == "3.txt"
    assert time.monotonic() - began < 100


def test_signs_of_life_keep_a_slow_reader_alive(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _sabotage(
        monkeypatch,
        """
        for page in range(1, 5):
            end = time.process_time() + 1.5
            while time.process_time() < end:
                pass
            tell(page, 4)
        """,
    )
    pages: list[tuple[int, int]] = []
    with ReaderPool(IngestSettings(processes=1, silence=5.0)) as pool:
        report = pool.read(files[1], NOTHING_GIVEN, lambda done, total: pages.append((done, total)))
    assert report.file_name == "2.txt"
    assert pages == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_readers_end_with_the_block(files: list[Path]) -> None:
    with ReaderPool(IngestSettings(processes=2)) as pool:
        for path in files:
            pool.ahead(path, NOTHING_GIVEN, _quiet)
        processes = [worker.process for worker in pool._workers]
    assert len(processes) == 2
    assert all(process.poll() is not None for process in processes)


def test_the_callers_main_module_is_not_run_again(files: list[Path], tmp_path: Path) -> None:
    """A script without a guard, and one that comes over standard input, may read files."""
    script = f"""
from pathlib import Path
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings
print("once")
with open_library(StoreSettings(Path({str(tmp_path / "s")!r}), "hashing")) as library:
    print(library.ingest([Path({str(files[1])!r})]).outcomes[0].state)
"""
    run = subprocess.run(
        [sys.executable, "-"], input=script, capture_output=True, text=True, timeout=120
    )
    assert (run.stdout, run.returncode) == ("once\nadded\n", 0), run.stderr


@pytest.mark.slow
def test_an_interruption_leaves_nothing_half_done(files: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    pids = tmp_path / "pids"
    body = f"""
        with open({str(pids)!r}, "a") as note:
            print(os.getpid(), file=note)
        time.sleep(600 if path.name > "2.txt" else 0)
    """
    # Where tests run in the background, SIGINT comes to them ignored.
    code = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from ui import cli
from vectorstore import reader_pool
reader_pool._CODE = {_saboteur(body)!r}
sys.exit(cli.main(["ingest", {str(files[0].parent)!r}]))
"""
    environment = {**os.environ, "YOUJU_STORE": str(store), "YOUJU_EMBEDDER": "hashing"}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        try:
            with open_library(StoreSettings(store, "hashing")) as watched:
                _until(lambda: len(watched.reports()) == 2)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=60)
        finally:
            run.kill()
    assert (run.returncode, out, err) == (130, "", "已中断。\n")
    for pid in map(int, pids.read_text().split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with open_library(StoreSettings(store, "hashing")) as library:
        assert [card.file_name for card in library.reports()] == ["1.txt", "2.txt"]
        account = library.ingest([files[0].parent])
        assert account.count(FileState.UNCHANGED) == 2
        assert account.count(FileState.ADDED) == 4


def _until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_what_does_not_change_the_reading_does_not_read_again() -> None:
    plain = fingerprint_reading(IngestSettings())
    other = IngestSettings(password="1", processes=3, silence=1.0, max_memory=10)
    assert fingerprint_reading(other) == plain
    assert fingerprint_reading(IngestSettings(ocr=False)) != plain


def _card(library: Library, name: str) -> tuple[str, int | None, str]:
    (card,) = (card for card in library.reports() if card.file_name == name)
    return card.identity.agency, card.identity.fiscal_year, card.identity.region


def test_a_given_identity_holds_over_later_readings(library: Library, files: list[Path]) -> None:
    path = files[1]
    library.ingest([path])
    read = _card(library, "2.txt")
    assert read[1:] == (2020, "云山区")
    (card,) = library.reports()
    changed = library.identify(card.id, Given(fiscal_year=2016))
    assert (changed.identity.fiscal_year, dict(changed.identity.sources)["fiscal_year"]) == (
        2016,
        "用户指定",
    )
    library.identify(card.id, Given(region="海淀区"))
    assert _card(library, "2.txt") == (read[0], 2016, "海淀区")
    # read anew for other settings, and moved
    library.ingest([path], ingest_settings=IngestSettings(ocr=False))
    assert _card(library, "2.txt") == (read[0], 2016, "海淀区")
    moved = path.rename(path.with_name("九.txt"))
    library.ingest([moved])
    assert _card(library, "九.txt") == (read[0], 2016, "海淀区")
    # another edition in which the same was read as before
    moved.write_text(moved.read_text("utf-8") + "二、补充说明\n", encoding="utf-8")
    library.ingest([moved])
    assert _card(library, "九.txt") == (read[0], 2016, "海淀区")
    (card,) = library.reports()
    taken_back = library.identify(card.id, NOTHING_GIVEN)
    assert (taken_back.identity.fiscal_year, taken_back.identity.region) == (2020, "云山区")
    library.ingest([moved], ingest_settings=IngestSettings(ocr=False))
    assert _card(library, "九.txt") == read


def test_what_was_said_of_one_report_is_not_put_on_another(
    library: Library, files: list[Path]
) -> None:
    path = files[1]
    library.ingest([path])
    library.identify(library.reports()[0].id, Given(fiscal_year=2016))
    path.write_text(files[4].read_text("utf-8") + "另一年的。\n", encoding="utf-8")
    account = library.ingest([path])
    assert _card(library, "2.txt")[1] == 2023
    outcome = account.outcomes[0].account
    assert outcome is not None
    assert "不再沿用指定的“2016”" in outcome.warnings[0].reason


def test_a_report_whose_file_is_gone_is_not_identified(library: Library, files: list[Path]) -> None:
    library.ingest([files[1]])
    (card,) = library.reports()
    files[1].unlink()
    with pytest.raises(StoreError, match="不在原处"):
        library.identify(card.id, Given(fiscal_year=2016))
    assert library.reports() == (card,)


def test_a_name_the_system_refuses_is_said(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 300)
    with ReaderPool(IngestSettings()) as pool, pytest.raises(BrokenFile) as caught:
        pool.read(path, NOTHING_GIVEN, _quiet)
    assert "无法打开" in str(caught.value)
