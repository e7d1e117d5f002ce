"""Killed at any moment: every report is wholly there or wholly absent, and a re-run finishes.

A writer process reads in, replaces and removes reports round after round and is
killed without warning: after a while, or just before some statement of those
that write rows, where a clock would hardly ever strike.  `make test` does it a
few times, `make soak` 200 times.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.read import read_report
from vectorstore.examining import FaultKind, examine_store
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

WRITER = """
import os, signal, sys
from pathlib import Path
from ingest.read import read_report
from vectorstore.database import Database
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

store, files, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
write = Database.executemany

def count(self, sql, rows):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, sql, rows)

with open_library(StoreSettings(store, "hashing")) as library:
    library.find("x", [card.id for card in library.reports()], 1)
    print("ready", flush=True)
    Database.executemany = count
    for turn in range(1000):
        for number in range(4):
            path = files.with_suffix(".new")  # files are replaced whole, not the store's business
            path.write_text(
                f"安和市云山区第{number}局2023年部门整体支出绩效自评报告\\n"
                + "".join(f"第{n}项支出{turn}.{n}0万元，执行率9{number}%。\\n" for n in range(40)),
                "utf-8",
            )
            path.replace(files / f"{number}.txt")
        library.ingest([files], read=read_report)
        library.remove(library.reports()[turn % 4].id)
"""
FULL = 1 + 40 * 2  # figures of a whole report: the year, a sum and a rate a sentence


def kill_once(store: StoreSettings, files: Path, after: float, statement: int = 0) -> None:
    """Start the writer, kill it, and look at what is left.

    It is killed before it writes rows for the time `statement`, if that is not
    0, else `after` seconds into its work.
    """
    command = [sys.executable, "-c", WRITER, str(store.path), str(files), str(statement)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        if not statement:
            time.sleep(after)
            os.killpg(writer.pid, signal.SIGKILL)
    with open_library(store) as library:
        for card in library.reports():
            assert len(library.figures([card.id])) == FULL == card.account.figures
            assert library.find("执行率", [card.id], 5)  # its vectors are all there
    broken = [f for f in examine_store(store) if f.kind is not FaultKind.STRAY]
    assert broken == []
    with open_library(store) as library:
        account = library.ingest([files], read=read_report)
        assert len(library.reports()) == len(list(files.iterdir()))
        assert account.any_readable
    assert examine_store(store) == ()  # what was left behind has been swept


def kill_often(tmp_path: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    files = tmp_path / "files"
    files.mkdir()
    store = StoreSettings(tmp_path / "store", "hashing")
    with open_library(store):
        pass
    for number in range(times):
        statement = chance.randint(1, 60) if number % 2 else 0
        kill_once(store, files, chance.uniform(0.0, 1.5), statement)


def test_killed_at_a_few_moments(tmp_path: Path) -> None:
    kill_often(tmp_path, 4, seed=1)


@pytest.mark.soak
def test_killed_at_200_moments(tmp_path: Path) -> None:
    kill_often(tmp_path, 200, seed=2)
