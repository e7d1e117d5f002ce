"""The vectors on a real Chroma server: the same answers, several processes, outages."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import SettingsError, StoreError
from ingest.model import Page, Passage, Report, ReportIdentity, Span
from vectorstore.library import open_library
from vectorstore.rebuild import rebuild_store
from vectorstore.settings import StoreSettings

# Chroma's client leaves connections to a server that died to the collector.
pytestmark = [
    pytest.mark.usefixtures("litter"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LINES = ["项目支出预算数303.90万元", "执行数298.57万元", "在职人员51人", "党员到社区报到57546名"]
QUERIES = ["项目支出是多少", "有多少人在职", "党员报到", "执行"]


def make_report(name: str, year: int) -> Report:
    spans = [Span(name, 1, 10 * n, 10 * n + 8) for n in range(len(LINES))]
    passages = tuple(
        Passage(f"{name}-{n}", f"{name}{line}", f"{name}{line}", (span,))
        for n, (line, span) in enumerate(zip(LINES, spans, strict=True))
    )
    identity = ReportIdentity(region=name, fiscal_year=year)
    page = Page(1, "\n".join(LINES))
    return Report(name, f"{name}.pdf", f"/{name}", name, "pdf", name, identity, (page,),
                  passages=passages)  # fmt: skip


class Server:
    """A Chroma server that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        command = shutil.which("chroma", path=str(Path(sys.executable).parent))
        assert command is not None
        self._process = subprocess.Popen(
            [command, "run", "--path", str(self._folder), "--port", str(self._port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not self._answers():
            assert self._process.poll() is None, "chroma run ended"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/api/v2/heartbeat", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shared(tmp_path: Path, server: Server) -> StoreSettings:
    return StoreSettings(tmp_path / "shared", "hashing", chroma=server.address)


@pytest.mark.parametrize("rows", [pytest.param(0, marks=pytest.mark.soak), 5_000])
def test_the_same_answers_as_in_a_folder(tmp_path: Path, shared: StoreSettings, rows: int) -> None:
    reports = [make_report(f"区{n}", 2021 + n % 3) for n in range(7)]
    folder = StoreSettings(tmp_path / "folder", "hashing", direct_rows=rows)
    with open_library(folder) as here, open_library(replace(shared, direct_rows=rows)) as there:
        for library in (here, there):
            for report in reports:
                library.add(report)
            library.add(replace(reports[0], passages=reports[0].passages[:2]))
            library.remove("区3")
        ids = [card.id for card in here.reports()]
        assert ids == [card.id for card in there.reports()]
        for query in QUERIES:
            for scope in (ids, ids[:2], ids[-1:]):
                mine, theirs = here.find(query, scope, 5), there.find(query, scope, 5)
                assert [hit.passage for hit in theirs] == [hit.passage for hit in mine]
                scores = [hit.score for hit in mine]
                assert [hit.score for hit in theirs] == pytest.approx(scores, abs=1e-5)
    assert not (shared.path / "vectors").exists()


OTHER = """
import sys
from pathlib import Path
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings
with open_library(StoreSettings(Path(sys.argv[1]), "hashing", chroma=sys.argv[2])) as library:
    print(*[hit.passage.text for hit in library.find("在职", ["区0"], 2)], sep="|", flush=True)
    library.remove("区0")
"""


@pytest.mark.soak
def test_several_processes_share_it(shared: StoreSettings) -> None:
    with open_library(shared) as library:
        library.add(make_report("区0", 2022))
        library.add(make_report("区1", 2022))
        expected = "|".join(hit.passage.text for hit in library.find("在职", ["区0"], 2))
        command = [sys.executable, "-c", OTHER, str(shared.path), shared.chroma]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout.strip() == expected
        assert [card.id for card in library.reports()] == ["区1"]
        assert len(library.find("在职", ["区1"], 9)) == len(LINES)


@pytest.mark.soak
def test_stores_on_one_server_do_not_meet(tmp_path: Path, shared: StoreSettings) -> None:
    other = replace(shared, path=tmp_path / "other")
    with open_library(shared) as one, open_library(other) as two:
        one.add(make_report("区0", 2022))
        two.add(make_report("区0", 2022))
        one.remove("区0")
        assert len(two.find("在职", ["区0"], 9)) == len(LINES)


def test_an_outage_is_named_and_loses_nothing(shared: StoreSettings, server: Server) -> None:
    hasty = replace(shared, chroma_wait=0.0)
    with open_library(hasty) as library:
        library.add(make_report("区0", 2022))
        before = library.find("在职", ["区0"], 3)
        server.stop()
        try:
            with pytest.raises(StoreError, match=r"连不上 Chroma 服务.*YOUJU_CHROMA"):
                library.add(make_report("区1", 2022))
            with open_library(hasty) as late:
                assert late.find("在职", ["区0"], 3, legs=["words"])  # words need no server
                with pytest.raises(StoreError, match="连不上"):
                    late.find("在职", ["区0"], 3)
        finally:
            server.start()
        assert library.find("在职", ["区0"], 3) == before
        assert [card.id for card in library.reports()] == ["区0"]
        library.add(make_report("区1", 2022))
        assert len(library.find("在职", ["区0", "区1"], 9)) == 2 * len(LINES)


@pytest.mark.soak
def test_a_restart_is_waited_for(shared: StoreSettings, server: Server) -> None:
    with open_library(replace(shared, chroma_wait=120.0)) as library:
        library.add(make_report("区0", 2022))
        server.stop()
        restart = threading.Timer(0.5, server.start)
        restart.start()
        library.add(make_report("区1", 2022))
        restart.join()
        assert len(library.find("在职", ["区1"], 9)) == len(LINES)


@pytest.mark.soak
def test_a_rebuild_leaves_no_old_vectors_on_the_server(shared: StoreSettings) -> None:
    with open_library(shared) as library:
        library.add(make_report("区0", 2022))
        before = library.find("在职", ["区0"], 3)
        old = library._catalogue.manifest()["space"]
        rebuild_store(shared)
        new = library._catalogue.manifest()["space"]
        assert library.find("在职", ["区0"], 3) == before
        vectors = library._space.vectors()
        names = [c.name for c in vectors._client.list_collections()]
        assert any(new in name for name in names)
        assert not any(old in name for name in names)


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://x", "http://", "http://h:port"])
def test_a_bad_address_is_said_to_be_one(tmp_path: Path, address: str) -> None:
    settings = StoreSettings(tmp_path / "store", "hashing", chroma=address)
    with open_library(settings) as library, pytest.raises(SettingsError, match="http://主机:端口"):
        library.add(make_report("区0", 2022))
