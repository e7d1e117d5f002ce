"""The speed of reading, as ratios: measured by `make bench`, its parts tested here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eval.bench_reading import ReadingSpeed, bench_reading, gather_files


def test_the_folder_has_the_pages_asked_for(tmp_path: Path) -> None:
    import pdfplumber

    files = gather_files(tmp_path, None, 12)
    counts = []
    for path in files:
        with pdfplumber.open(path) as document:
            counts.append(len(document.pages))
    assert sum(counts) >= 12
    assert sum(counts[:-2]) < 12
    assert files == gather_files(tmp_path, tmp_path / "没有", 12)


def test_a_round_measures_all_four_times(tmp_path: Path) -> None:
    speed = bench_reading(gather_files(tmp_path, None, 3), rounds=1)
    assert speed.pages >= 3
    assert all(len(t) == 1 for t in (speed.plain, speed.whole, speed.alone, speed.together))
    assert 0.2 < speed.cost < 20
    assert 0.1 < speed.machine[0] < 20


def test_ratios_are_medians_of_rounds_not_of_times() -> None:
    speed = ReadingSpeed(1, 1, (1.0, 10.0, 2.0), (2.0, 30.0, 1.0), (4.0, 4.0, 9.0), (2.0, 4.0, 3.0))
    assert (speed.cost, speed.gain) == (2.0, 2.0)


@pytest.mark.bench
@pytest.mark.timeout(0)
def test_reading_at_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(os.environ.get("YOUJU_REAL_REPORTS") or "../shared/reports")
    speed = bench_reading(gather_files(tmp_path, folder, 150))
    with capsys.disabled():
        print(
            f"\n读取 {speed.pages} 页：{speed.cost:.2f} × pdfplumber 取字找表；"
            f"两个进程比一个快 {speed.gain:.2f} 倍"
        )
    assert speed.cost <= 2.0
    if len(os.sched_getaffinity(0)) >= 2 and os.getloadavg()[0] < 2.5:
        assert speed.gain >= 1.5
