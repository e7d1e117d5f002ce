"""What a machine does to a store: no room, no right to write, locked, gone; always said."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import StoreError
from ingest.given import Given
from ingest.model import Report
from ingest.read import read_report
from ingest.settings import IngestSettings
from vectorstore import database
from vectorstore.examining import examine_store
from vectorstore.library import open_library
from vectorstore.model import FileState
from vectorstore.settings import StoreSettings

TEXT = "安和市云山区民政局{n}年部门整体支出绩效自评报告\n项目支出执行数{n}.50万元。\n{more}"
PROSE = "二、主要问题\n预算编制不够精细，前期论证不充分，部分项目年中才开始采购。\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "报告"
    folder.mkdir()
    for n in (2021, 2022, 2023):
        more = "".join(f"第{i}项工作支出{n}.{i}万元，已完成。\n" for i in range(60))
        (folder / f"{n}.txt").write_text(TEXT.format(n=n, more=more) + PROSE, "utf-8")
    return folder


# No file may grow past a size, as on a disk without room; then there is room again.
FULL = """
import contextlib, io, json, os, resource, sys
from pathlib import Path
from ui import cli
from vectorstore import vectors
folder, root = Path(sys.argv[1]), Path(sys.argv[2])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for size in map(int, sys.argv[3:]):
    store = str(root / f"store-{size}")
    os.environ["YOUJU_STORE"] = store
    said = io.StringIO()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(["ingest", str(folder)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    with contextlib.redirect_stdout(io.StringIO()):
        again = cli.main(["ingest", str(folder)])
        healthy = cli.main(["doctor"])
        answered = cli.main(["ask", "2022年项目支出执行数是多少？"])
    print(json.dumps([size, code, said.getvalue(), again, healthy, answered]), flush=True)
"""


def fill_up(files: Path, root: Path, sizes: list[int]) -> list[list[object]]:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(files), str(root), *map(str, sizes)],
        capture_output=True,
        text=True,
        env={**os.environ, "YOUJU_EMBEDDER": "hashing"},
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]


def check_full_disk(files: Path, root: Path, sizes: list[int]) -> None:
    outcomes = fill_up(files, root, sizes)
    assert len(outcomes) == len(sizes)
    for size, code, said, again, healthy, answered in outcomes:
        assert code == 1, (size, said)
        assert "Traceback" not in str(said)
        assert str(said).strip().endswith("。"), said
        assert (again, healthy, answered) == (0, 0, 0), size


def test_a_full_disk_is_named_and_the_store_goes_on(files: Path, tmp_path: Path) -> None:
    check_full_disk(files, tmp_path, [0, 120_000])


@pytest.mark.soak
def test_a_disk_that_fills_up_at_any_size(files: Path, tmp_path: Path) -> None:
    check_full_disk(files, tmp_path, list(range(0, 260_000, 6_000)))


# Root may write anywhere, so all is imported first and then the rights are given up.
POWERLESS = """
import os, sys
from pathlib import Path
from ui import cli
from ui.settings import compose_settings
from vectorstore import vectors
from qa import chain
import ui.commands_ask, ui.commands_reports, vectorstore.ingesting, vectorstore.storing
cli.main(["ask", "2022年项目支出执行数是多少？"])
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
print("---", flush=True)
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["ask", "ingest"])
def test_a_store_that_cannot_be_written_is_named(files: Path, tmp_path: Path, command: str) -> None:
    store = tmp_path / "store"
    with open_library(StoreSettings(store, "hashing")) as library:
        library.ingest([files / "2022.txt"], read=_here)
    tops = [path for path in (tmp_path, *tmp_path.parents) if path.stat().st_uid == os.getuid()]
    modes = {path: path.stat().st_mode for path in tops[:3]}
    argument = "2022年项目支出执行数是多少？" if command == "ask" else str(files)
    try:
        for path in modes:
            path.chmod(0o755)
        for path in [store, *store.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        run = subprocess.run(
            [sys.executable, "-c", POWERLESS, command, argument],
            capture_output=True,
            text=True,
            env={**os.environ, "YOUJU_STORE": str(store), "YOUJU_EMBEDDER": "hashing"},
            check=False,
        )
    finally:
        for path in [store, *store.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        for path, mode in modes.items():
            path.chmod(mode & 0o7777)
    said = run.stdout.partition("---")[2] + run.stderr
    assert "Traceback" not in said, said
    if run.returncode:
        assert run.returncode == 1
        assert str(store) in run.stderr
    else:
        assert command == "ask"
        assert "2022.50" in said
    assert examine_store(StoreSettings(store, "hashing")) == ()


def _here(path: Path, settings: IngestSettings, tell: object, given: Given) -> Report:
    return read_report(path, settings, given=given)


def test_a_file_that_vanishes_fails_alone(files: Path, tmp_path: Path) -> None:
    def read(path: Path, settings: IngestSettings, tell: object, given: Given) -> Report:
        if path.name == "2022.txt":
            path.unlink()
        return read_report(path, settings, given=given)

    store = StoreSettings(tmp_path / "store", "hashing")
    with open_library(store) as library:
        account = library.ingest([files], read=read)
        states = {Path(o.path).name: o.state for o in account.outcomes}
        assert states.pop("2022.txt") is FileState.FAILED
        assert set(states.values()) == {FileState.ADDED}
        assert [c.file_name for c in library.reports()] == ["2021.txt", "2023.txt"]
    assert examine_store(store) == ()


def test_a_locked_store_is_named_and_goes_on(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    store = StoreSettings(tmp_path / "store", "hashing")
    with open_library(store) as library:
        library.ingest([files / "2022.txt"], read=_here)
        other = sqlite3.connect(store.path / "catalogue.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            library.ingest([files / "2023.txt"], read=_here)
        assert len(library.reports()) == 1  # what is there can be asked meanwhile
        other.execute("ROLLBACK")
        other.close()
        library.ingest([files / "2023.txt"], read=_here)
        assert len(library.reports()) == 2
    assert examine_store(store) == ()


def test_a_store_taken_away_is_named(files: Path, tmp_path: Path) -> None:
    store = StoreSettings(tmp_path / "store", "hashing")
    with open_library(store) as library:
        library.ingest([files / "2022.txt"], read=_here)
        (card,) = library.reports()
    shutil.rmtree(store.path / "vectors")
    with (
        open_library(store) as library,
        pytest.raises(StoreError, match=r"rebuild|重建|mend"),
    ):
        library.find("项目支出", [card.id], 3)
