"""Many users asking one process at once: no error, bounded waits, flat memory.

A user has a session, as a page has one, asks, reads the answer, and asks again
after about `PAUSE` times what a single user waits: 4 s on a quiet machine of 2
cores, and the same load on a slower one.  Times are against a single user's in
the same run.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from ui.samples import QUESTIONS, sample_reports
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

ROOT = Path(__file__).resolve().parent.parent
PAUSE = 140.0  # single-user medians between an answer and the next question, on average
_ENOUGH = 20  # questions of which one in twenty says something
ASKED = (
    *(question for question, _, _ in QUESTIONS),
    *("番禺区委组织部2022年预算完成率是多少？", "荔湾的自评总分是多少？", "番禺存在哪些问题？"),
    *("荔湾和番禺的部门整体支出哪个高？", "番禺有多少在职人员？", "荔湾2019年的项目支出？"),
)


def ask(host: str, question: str, session: str) -> str:
    """Ask over the page's API as a client does; returns the outcome."""
    line = HTTPConnection(host)
    body = json.dumps({"data": [question, None, None], "session_hash": session})
    line.request("POST", "/gradio_api/call/ask", body, {"Content-Type": "application/json"})
    event = json.loads(line.getresponse().read())["event_id"]
    line.close()
    line = HTTPConnection(host)
    line.request("GET", f"/gradio_api/call/ask/{event}")
    said = line.getresponse().read().decode()
    line.close()
    name, data = said.strip().rsplit("\n\n", 1)[-1].split("\n", 1)
    assert name == "event: complete", said[-300:]
    (answer,) = json.loads(data.removeprefix("data: "))
    return str(answer["outcome"])


@contextmanager
def served(folder: Path, embedder: str) -> Iterator[tuple[str, int]]:
    """Serve the page over the samples by a process of its own; gives host and process id."""
    store = folder / "store"
    with open_library(StoreSettings(store, embedder)) as library:
        library.ingest(sample_reports() if embedder != "hashing" else sample_reports()[1:])
    environment = os.environ | {"YOUJU_EMBEDDER": embedder, "YOUJU_STORE": str(store)}
    command = [sys.executable, "-m", "ui.cli", "chat", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=-1, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            yield said.split("http://")[1].split("/")[0], server.pid
        finally:
            server.kill()


def memory(pid: int) -> int:
    """Return what a process holds, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1000
    raise AssertionError(pid)


def timed(host: str, question: str, session: str = "alone") -> float:
    began = time.perf_counter()
    assert ask(host, question, session) in ("answered", "not_in_reports", "unclear"), question
    return time.perf_counter() - began


def crowd(host: str, users: int, seconds: float, pause: float) -> list[float]:
    """Have many users ask for a while; returns what each question took, in seconds."""
    took: list[float] = []
    faults: list[Exception] = []
    end = time.perf_counter() + seconds

    def use(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, pause))
        try:
            while time.perf_counter() < end or not took:  # a busy machine may get one done
                took.append(timed(host, chance.choice(ASKED), f"user{number}"))
                time.sleep(chance.uniform(0, 2 * pause))
        except (OSError, AssertionError, ValueError) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return sorted(took)


def bear(
    folder: Path, embedder: str, users: int, seconds: float, warm: float, before: int = 0
) -> None:
    """Have users ask; `before` questions are asked first, until as much is kept as ever is."""
    with served(folder, embedder) as (host, pid):
        for question in ASKED:
            ask(host, question, "alone")
        alone = statistics.median(timed(host, question) for question in ASKED * 3)
        for number in range(before):
            timed(host, ASKED[number % len(ASKED)])
        crowd(host, users, warm, PAUSE * alone)
        held = memory(pid)
        took = crowd(host, users, seconds, PAUSE * alone)
        again = statistics.median(timed(host, question) for question in ASKED * 3)
        p95 = took[int(len(took) * 0.95)]
        said = (
            f"{users} users, {len(took)} questions in {seconds:.0f} s: "
            f"median {statistics.median(took):.3f} s, p95 {p95:.3f} s, "
            f"alone {alone:.3f} s and {again:.3f} s; {held} → {memory(pid)} MB"
        )
        print(said)
        late = p95 if len(took) >= _ENOUGH else statistics.median(took)
        assert late <= 10 * max(alone, again), said  # a machine that got busier slows both
        assert memory(pid) <= held * 1.1 + 20, said


@pytest.mark.slow
def test_a_few_users_at_once(tmp_path: Path) -> None:
    bear(tmp_path, "hashing", users=10, seconds=3, warm=1)


@pytest.mark.soak
def test_50_users_for_five_minutes(tmp_path: Path) -> None:
    bear(tmp_path, "e5-small", users=50, seconds=300, warm=60, before=220)
