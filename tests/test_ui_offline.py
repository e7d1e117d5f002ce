"""Nothing leaves the machine: reading, asking, the page and an evaluation, watched from within.

The watch is an audit hook in every Python process of the run, readers too: a
connection, a datagram or a look-up of a name that is not this machine's is
noted and refused.  What compiled libraries do on their own Python does not
see; where the system lets a test have a network of its own, the kernel counts
what found no way out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The product must see to these itself.
OWN = ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED", "ANONYMIZED_TELEMETRY", "DO_NOT_TRACK")
WATCH = """
import os, sys

def here(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return not host or host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")

def watch(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = args[1][0] if isinstance(args[1], tuple) else ""  # a path is a local socket
    else:
        return
    if not here(host):
        note = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(note, f"{event} {host}\\n".encode())
        os.close(note)
        raise OSError(f"watched: {event} {host}")

sys.addaudithook(watch)
"""
JOURNEY = """
import sys
from ui import cli
from ui.chat import open_chat
from ui.desk import open_desk
from ui.settings import ChatSettings, compose_settings

report, cases, store, demo = sys.argv[1:]
at = ["--store", store]
for command in (
    ["ingest", report, *at],
    ["ask", "项目支出执行数是多少？", *at],
    ["eval", "run", "--set", cases, "--reports", report],
    ["doctor", *at],
    *([["demo", *at]] if demo else []),
):
    print(command, flush=True)
    assert cli.main(command) == 0
with open_desk(compose_settings({"store": {"path": store}})) as desk:
    with open_chat(desk, ChatSettings(port=0)) as server:
        from gradio_client import Client  # the hub's own settings are read when it is imported

        client = Client(server.url, verbose=False, httpx_kwargs={"timeout": 600})
        answer = client.predict("云山区民政局项目支出执行数是多少？", api_name="/ask")
        print("page", answer["answer"])
"""
ALONE = """
ip link set lo up && "$@" && awk '$1 == "Ip:" {
  if (!n) { for (i = 2; i <= NF; i++) if ($i == "OutNoRoutes") n = i } else print "lost", $n
}' /proc/net/snmp
"""


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """Make the hook, and return where it notes what it saw."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(WATCH, "utf-8")
    return tmp_path / "seen"


def run(
    watched: Path, code: str, *args: object, before: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run Python code under the watch."""
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    paths = (watched.parent / "hook", ROOT, os.environ.get("PYTHONPATH", ""))
    environment |= {"WATCHED": str(watched), "PYTHONPATH": os.pathsep.join(map(str, paths))}
    environment["YOUJU_LOG"] = str(watched.with_name("log"))
    return subprocess.run(
        [*before, sys.executable, "-c", code, *map(str, args)],
        env=environment | more,
        cwd=watched.parent,
        capture_output=True,
        text=True,
    )


def travel(watched: Path, before: tuple[str, ...] = (), demo: str = "", **more: str) -> str:
    """Read in, ask by command and by page, evaluate, examine; returns what was printed."""
    folder = watched.parent
    report = folder / "报告.txt"
    report.write_text(
        "安和市云山区民政局2023年度部门整体支出绩效自评报告\n项目支出执行数36.5万元。\n"
    )
    expected = {"outcome": "answered", "figures": [{"value": "36.5", "unit": "万元"}]}
    case = {"id": "1", "question": "项目支出执行数是多少？", "expected": expected}
    cases = folder / "cases.jsonl"
    cases.write_text(json.dumps(case) + "\n", "utf-8")
    done = run(watched, JOURNEY, report, cases, folder / "store", demo, before=before, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "36.5万元" in done.stdout.partition("page")[2]
    assert not watched.exists(), watched.read_text()
    assert " info page " in watched.with_name("log").read_text()
    return done.stdout


def test_nothing_is_asked_of_another_machine(watched: Path) -> None:
    travel(watched, YOUJU_EMBEDDER="hashing")


@pytest.mark.soak
def test_nothing_is_asked_of_another_machine_with_the_real_model(watched: Path) -> None:
    travel(watched, demo="demo", XDG_CACHE_HOME=str(watched.parent / "cache"))


@pytest.mark.soak
def test_no_library_looks_for_a_way_out(watched: Path) -> None:
    """In a network of its own the kernel counts what found no way, whoever asked for it."""
    alone = ("unshare", "-rn", "sh", "-c", ALONE, "alone")
    goes_out = ("bash", "-c", "true 2>/dev/null >/dev/tcp/192.0.2.1/80 || true")
    counted = subprocess.run([*alone, *goes_out], capture_output=True, text=True)
    if counted.returncode:
        pytest.skip("no network of its own can be had here")
    assert counted.stdout == "lost 1\n"
    assert "lost 0\n" in travel(watched, alone, "demo", XDG_CACHE_HOME=str(watched.parent / "c"))


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import urllib.request; urllib.request.urlopen('http://reports.example/')",
    ],
)
def test_the_watch_sees_what_goes_out(watched: Path, code: str) -> None:
    assert run(watched, code).returncode == 1
    assert "192.0.2.1" in watched.read_text() or "reports.example" in watched.read_text()
