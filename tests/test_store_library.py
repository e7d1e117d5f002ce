"""The one door: reports go in whole, are found within scope, and leave whole."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.boxes import CharBoxes
from ingest.errors import ReportMissing, StoreError, StoreLocked, StoreMismatch
from ingest.model import (
    Figure,
    FigureKind,
    Page,
    Passage,
    Report,
    ReportIdentity,
    Span,
)
from vectorstore.folder import writer_lock
from vectorstore.library import Library, open_library
from vectorstore.rebuild import rebuild_store
from vectorstore.settings import StoreSettings

LIWAN = ["荔湾区2021年预算完成率75.48%", "2021年党员到社区报到57546名", "自评总分80分"]
PANYU = ["番禺区2022年项目支出预算数303.90万元", "执行数298.57万元", "在职人员51人"]


def make_report(name: str, lines: list[str], year: int | None = 2022, path: str = "") -> Report:
    """Return a report of one page with a passage and a figure for each line."""
    content = hashlib.sha256(f"{name}{lines}".encode()).hexdigest()
    rid = content[:12]
    spans, at = [], 0
    for line in lines:
        spans.append(Span(rid, 1, at, at + len(line)))
        at += len(line) + 1
    figures = tuple(
        Figure(f"{rid}-f{n}", Decimal(n), "万元", FigureKind.MONEY, str(n), line, span, span,
               concept="项目支出" if n % 2 else "基本支出")
        for n, (line, span) in enumerate(zip(lines, spans, strict=True))
    )  # fmt: skip
    return Report(
        id=rid,
        file_name=name,
        path=path,
        content_hash=content,
        format="pdf",
        title=name,
        identity=ReportIdentity(region=name[:3], fiscal_year=year),
        pages=(Page(1, "".join(f"{line}\n" for line in lines), boxes=CharBoxes()),),
        figures=figures,
        passages=tuple(
            Passage(f"{rid}-p{n}", line, line, (span,))
            for n, (line, span) in enumerate(zip(lines, spans, strict=True))
        ),
    )


@pytest.fixture
def folder(tmp_path: Path) -> StoreSettings:
    return StoreSettings(tmp_path / "store", "hashing")


@pytest.fixture
def library(folder: StoreSettings) -> Iterator[Library]:
    with open_library(folder) as opened:
        opened.add(make_report("荔湾区.pdf", LIWAN, 2021))
        opened.add(make_report("番禺区.pdf", PANYU, 2022))
        yield opened


def _ids(library: Library) -> dict[str, str]:
    return {card.file_name: card.id for card in library.reports()}


def test_an_empty_store_has_nothing(folder: StoreSettings) -> None:
    with open_library(folder) as library:
        assert library.reports() == ()
        assert library.find("预算", [], 5) == ()
        assert library.figures([]) == library.passages([]) == ()
        assert library.generation == 0


def test_what_went_in_comes_out(library: Library) -> None:
    report = make_report("番禺区.pdf", PANYU, 2022)
    assert library.report(report.id) == report
    assert library.figures([report.id]) == report.figures
    assert library.passages([report.id]) == report.passages
    assert [card.file_name for card in library.reports()] == ["荔湾区.pdf", "番禺区.pdf"]


def test_figures_keep_the_order_of_reports_and_the_concept(library: Library) -> None:
    ids = list(_ids(library).values())
    everything = library.figures(ids)
    assert [figure.span.report_id for figure in everything] == [ids[0]] * 3 + [ids[1]] * 3
    some = library.figures(ids[::-1], concepts=["项目支出"])
    assert [figure.span.report_id for figure in some] == [ids[1], ids[0]]
    assert {figure.concept for figure in some} == {"项目支出"}


def test_find_puts_the_fitting_passage_first(library: Library) -> None:
    ids = _ids(library).values()
    (hit,) = library.find("多少名党员报到？", ids, 1)
    assert hit.passage.text == LIWAN[1]
    assert hit.report_id == _ids(library)["荔湾区.pdf"]
    assert hit.words is not None
    assert hit.meaning is not None
    assert hit.words > 0 < hit.meaning


def test_find_stays_within_scope(library: Library) -> None:
    panyu = _ids(library)["番禺区.pdf"]
    hits = library.find("多少名党员报到？", [panyu], 10)
    assert len(hits) == 3
    assert {hit.report_id for hit in hits} == {panyu}
    assert library.find("党员报到", [], 10) == ()


def test_a_leg_left_out_has_no_say(library: Library) -> None:
    ids = _ids(library).values()
    words = library.find("预算数303.90万元", ids, 9, legs=["words"])
    meaning = library.find("预算数303.90万元", ids, 9, legs=["meaning"])
    assert all(hit.meaning is None and hit.words for hit in words)
    assert all(hit.words is None for hit in meaning)
    assert len(words) < len(meaning) == 6  # words find only what shares a term
    assert words[0].passage == meaning[0].passage


def test_unknown_reports_are_named(library: Library) -> None:
    for ask in (
        lambda: library.report("nobody"),
        lambda: library.figures(["nobody"]),
        lambda: library.passages(["nobody"]),
        lambda: library.find("预算", ["nobody"], 3),
        lambda: library.remove("nobody"),
    ):
        with pytest.raises(ReportMissing, match="nobody"):
            ask()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet=st.characters(), max_size=50), k=st.integers(-1, 9))
def test_any_text_is_a_query(library: Library, query: str, k: int) -> None:
    hits = library.find(query, _ids(library).values(), k)
    assert len(hits) <= max(k, 0)
    assert all(0 <= hit.score <= 1.0001 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == library.find(query, list(_ids(library).values())[::-1], k)


@pytest.mark.parametrize(
    "query", ['"', "a OR b NOT (", "🎉🎉", "预算\0执行", "\ud800", "；--", "预算" * 50_000]
)
def test_awkward_queries_are_answered(library: Library, query: str) -> None:
    assert len(library.find(query, _ids(library).values(), 3)) == 3


def test_a_removed_report_is_gone_everywhere(library: Library) -> None:
    ids = _ids(library)
    before = library.generation
    library.remove(ids["番禺区.pdf"])
    assert library.generation > before
    assert list(_ids(library)) == ["荔湾区.pdf"]
    assert len(library.find("项目支出", [ids["荔湾区.pdf"]], 10)) == 3
    with pytest.raises(ReportMissing):
        library.find("项目支出", [ids["番禺区.pdf"]], 10)


def test_the_same_path_replaces(library: Library) -> None:
    library.add(make_report("白云区.pdf", ["旧的内容"], path="/somewhere/白云区.pdf"))
    old = _ids(library)["白云区.pdf"]
    library.add(make_report("白云区.pdf", ["新的内容"], path="/somewhere/白云区.pdf"))
    new = _ids(library)["白云区.pdf"]
    assert old != new
    assert len(library.reports()) == 3
    assert [hit.passage.text for hit in library.find("内容", [new], 5)] == ["新的内容"]


def test_adding_again_replaces_itself(library: Library) -> None:
    report = make_report("番禺区.pdf", PANYU, 2022)
    changed = replace(report, passages=report.passages[:1], figures=())
    library.add(changed)
    assert library.report(report.id) == changed
    assert len(library.find("执行数", [report.id], 10)) == 1


def test_a_report_without_passages_is_kept(library: Library) -> None:
    empty = make_report("空.pdf", [], None)
    library.add(empty)
    assert library.report(empty.id) == empty
    assert library.find("预算", [empty.id], 5) == ()


def test_large_scopes_find_what_exact_scoring_finds(tmp_path: Path) -> None:
    dice = random.Random(7)
    words = ["预算", "执行", "项目", "支出", "党员", "培训", "干部", "完成率", "番禺", "荔湾"]
    reports = [
        make_report(f"{n:02}.pdf", ["".join(dice.choices(words, k=12)) for _ in range(20)], year)
        for n, year in enumerate([2020, 2021, 2021, 2022, 2022, 2022, None])
    ]
    exact = StoreSettings(tmp_path / "store", "hashing")
    with open_library(exact) as library:
        for report in reports:
            library.add(report)
        scope = [report.id for report in reports[1:5]]
        expected = [library.find(query, scope, 5) for query in words]
    with open_library(replace(exact, direct_rows=0)) as library:
        for query, hits in zip(words, expected, strict=True):
            found = library.find(query, scope, 5)
            assert [hit.score for hit in found] == pytest.approx(
                [hit.score for hit in hits], abs=1e-3
            )
            assert {hit.report_id for hit in found} <= set(scope)


def test_without_chromas_data_finding_says_so(library: Library, folder: StoreSettings) -> None:
    ids = list(_ids(library).values())
    report = make_report("番禺区.pdf", PANYU, 2022)
    with_meaning = library.find("番禺区有多少人在职", ids, 6)
    library.close()
    shutil.rmtree(folder.path / "vectors")
    with open_library(folder) as bereft:
        with pytest.raises(StoreError, match="--rebuild"):
            bereft.find("番禺区有多少人在职", ids, 6)
        words_only = bereft.find("番禺区有多少人在职", ids, 6, legs=["words"])
        assert [hit.score for hit in words_only] != [hit.score for hit in with_meaning]
        assert bereft.report(report.id) == report  # the catalogue needs no vectors
    account = rebuild_store(folder)
    assert [outcome.state for outcome in account.outcomes] == ["unchanged", "unchanged"]
    with open_library(folder) as healed:
        assert healed.find("番禺区有多少人在职", ids, 6) == with_meaning


def test_vectors_missing_in_part_are_missing(library: Library, folder: StoreSettings) -> None:
    panyu = _ids(library)["番禺区.pdf"]
    vectors = library._space.vectors()
    stamp = library._catalogue.entry(panyu).stamp
    vectors.forget("2022", stamp, 1)
    with pytest.raises(StoreError, match="--rebuild"):
        library.find("项目支出", [panyu], 3)


def test_another_embedder_is_a_mismatch(library: Library, folder: StoreSettings) -> None:
    library.close()
    other = replace(folder, embedder="some/model")
    with pytest.raises(StoreMismatch, match=r"库里是 hashing，现在是 some/model.*--rebuild"):
        open_library(other)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--store"):
        open_library(StoreSettings(tmp_path / "file" / "store", "hashing"))


def test_one_writes_at_a_time(library: Library, folder: StoreSettings) -> None:
    caught: list[Exception] = []

    def write() -> None:
        try:
            library.add(make_report("白云区.pdf", ["内容"]))
        except StoreLocked as error:
            caught.append(error)

    with writer_lock(folder.path):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert "请等它结束后再试" in str(caught[0])
        assert len(library.find("执行数", _ids(library).values(), 3)) == 3  # reading goes on
    write()
    assert len(library.reports()) == 3


def test_an_open_library_sees_what_others_do(library: Library, folder: StoreSettings) -> None:
    old = _ids(library)["番禺区.pdf"]
    assert library.find("执行数", [old], 1)
    with open_library(folder) as other:
        other.add(make_report("白云区.pdf", ["白云区2022年执行数100万元"], 2022))
        other.remove(old)
    new = _ids(library)["白云区.pdf"]
    (hit,) = library.find("执行数", [new], 5)
    assert hit.passage.text.startswith("白云区")
    rebuild_store(folder)
    (again,) = library.find("执行数", [new], 5)
    assert again == hit


def test_threads_share_a_library(library: Library) -> None:
    ids = list(_ids(library).values())
    expected = library.find("执行数", ids, 3)
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(20):
            found = library.find("执行数", ids, 3)
            if found != expected:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(5):
        library.add(make_report(f"新{number}.pdf", [f"内容{number}"]))
    for thread in threads:
        thread.join()
    assert wrong == []


CRASH = """
import os, sys
from pathlib import Path
from ingest.model import Passage, Report, ReportIdentity, Span
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings
from vectorstore.vectors import Vectors

where = sys.argv[2]
if where == "before":
    write = Vectors.write
    def crash(self, *args):
        write(self, *args)
        os._exit(7)
    Vectors.write = crash
else:
    Vectors.forget = lambda *args: os._exit(7)
library = open_library(StoreSettings(Path(sys.argv[1]), "hashing"))
spans = (Span("x", 1, 0, 2),)
passages = tuple(Passage(str(n), "丙丁", "丙丁", spans) for n in range(5))
library.add(Report("x", "new.pdf", sys.argv[3], "h", "pdf", "", ReportIdentity(fiscal_year=2022),
                   (), passages=passages))
"""


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_never_splits_a_step(folder: StoreSettings, where: str) -> None:
    path = "/somewhere/report.pdf"
    old = make_report("番禺区.pdf", PANYU, 2022, path)
    with open_library(folder) as library:
        library.add(old)
    command = [sys.executable, "-c", CRASH, str(folder.path), where, path]
    assert subprocess.run(command, check=False, timeout=120).returncode == 7
    with open_library(folder) as library:
        (card,) = library.reports()
        assert card.id == (old.id if where == "before" else "x")
        assert len(library.find("执行数", [card.id], 20)) == (3 if where == "before" else 5)
        library.add(make_report("白云区.pdf", ["内容"], 2022))
        assert library._catalogue.litter() == []
        left = library._space.vectors().size("2022")
        assert left == 1 + (3 if where == "before" else 5)


HEAVY = """
import sys
from pathlib import Path
from vectorstore.library import open_library
from vectorstore.settings import StoreSettings

with open_library(StoreSettings(Path(sys.argv[1]), "hashing")) as library:
    ids = [card.id for card in library.reports()]
    assert library.figures(ids) and library.report(ids[0]) and library.passages(ids)
    assert library.find("执行数", ids, 3, legs=["words"])
    print(*{"chromadb", "langchain_core", "torch", "sentence_transformers"} & set(sys.modules))
    assert library.find("执行数", ids, 3)
    print(*{"torch", "sentence_transformers", "gradio"} & set(sys.modules))
"""


def test_questions_do_not_load_what_they_do_not_need(
    library: Library, folder: StoreSettings
) -> None:
    command = [sys.executable, "-c", HEAVY, str(folder.path)]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
    assert done.stdout.split() == []
