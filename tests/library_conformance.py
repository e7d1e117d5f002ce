"""What any store behind the door `Library` has to do: run by `test_store_conformance.py`.

Another implementation is held to the same by a test module that calls
`check_library(open)` with a function that opens its store anew each time it is
called, over the same data: a second call while the first is open stands for
another process.  Only what callers rely on is asked, never how it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.boxes import CharBoxes
from ingest.errors import ReportMissing
from ingest.model import Figure, FigureKind, Page, Passage, Report, ReportIdentity, Role, Span
from vectorstore.library import Library

Open = Callable[[], AbstractContextManager[Library]]
LINES = ["项目支出预算数303.90万元", "执行数298.57万元", "在职人员51人"]


def conforming_report(name: str, year: int | None = 2022, path: str = "") -> Report:
    """Return a report of three lines, each a passage and a figure."""
    starts = [sum(len(line) + 1 for line in LINES[:n]) for n in range(len(LINES))]
    spans = [Span(name, 1, at, at + len(line)) for at, line in zip(starts, LINES, strict=True)]
    figures = tuple(
        Figure(f"{name}-f{n}", Decimal("10.50") + n, "万元", FigureKind.MONEY, "10.50", line, span,
               span, role=Role.BUDGET, concept="项目支出" if n == 0 else "基本支出")
        for n, (line, span) in enumerate(zip(LINES, spans, strict=True))
    )  # fmt: skip
    passages = tuple(
        Passage(f"{name}-p{n}", line, f"{name}：{line}", (span,))
        for n, (line, span) in enumerate(zip(LINES, spans, strict=True))
    )
    return Report(
        id=name,
        file_name=f"{name}.pdf",
        path=path or f"/{name}.pdf",
        content_hash=f"hash of {name}",
        format="pdf",
        title=name,
        identity=ReportIdentity(f"{name}财政局", name, (name,), year, "自评报告", "万元"),
        pages=(Page(1, "".join(f"{line}\n" for line in LINES), boxes=CharBoxes()),),
        figures=figures,
        passages=passages,
    )


def check_library(open_store: Open) -> None:
    """Hold a store to all of it, in an order in which each step needs only those before."""
    _check_empty(open_store)
    _check_round_trip(open_store)
    _check_order_and_figures(open_store)
    _check_finding(open_store)
    _check_replacing(open_store)
    _check_removing(open_store)
    _check_others_see_it(open_store)


def _check_empty(open_store: Open) -> None:
    with open_store() as library:
        assert library.reports() == ()
        assert library.find("项目支出", (), 5) == ()
        assert library.figures(()) == ()
        assert library.measures() == {}
        for lookup in (library.report, library.editions, library.remove):
            with pytest.raises(ReportMissing):
                lookup("nobody")
        with pytest.raises(ReportMissing):
            library.find("项目支出", ["nobody"], 5)
        with pytest.raises(ReportMissing):
            library.figures(["nobody"])


def _check_round_trip(open_store: Open) -> None:
    report = conforming_report("乙区")
    with open_store() as library:
        before = library.generation
        library.add(report)
        assert library.generation > before
        assert library.report("乙区") == report
    with open_store() as again:  # it outlasts the process
        assert again.report("乙区") == report
        (card,) = again.reports()
        assert (card.id, card.identity) == ("乙区", report.identity)


def _check_order_and_figures(open_store: Open) -> None:
    with open_store() as library:
        library.add(conforming_report("甲区", 2023))
        library.add(conforming_report("丙区", None))
        # by year, none first, then region
        assert [card.id for card in library.reports()] == ["丙区", "乙区", "甲区"]
        of_two = library.figures(["甲区", "乙区"], ["项目支出"])
        assert [figure.id for figure in of_two] == ["甲区-f0", "乙区-f0"]
        assert library.figures(["甲区"]) == conforming_report("甲区", 2023).figures
        assert library.measures()["项目支出"][Role.BUDGET] == {"甲区", "乙区", "丙区"}
        texts = [passage.text for passage in library.passages(["甲区"])]
        assert texts == LINES
        printed = (Page(1, "２０２０年", boxes=CharBoxes()),)
        told = replace(conforming_report("丁区", 2023), pages=printed, figures=(), passages=())
        dated = conforming_report("戊区", 2023)
        library.add(told)
        library.add(replace(dated, figures=(replace(dated.figures[0], period="2020年末"),)))
        ids = [card.id for card in library.reports()]
        assert library.telling_of(2020, [*ids, "没有"]) == {"丁区", "戊区"}
        assert library.telling_of(2020, ["甲区", "戊区"]) == {"戊区"}
        library.remove("丁区")
        library.remove("戊区")


def _check_finding(open_store: Open) -> None:
    with open_store() as library:
        for legs in (["words"], ["meaning"], ["words", "meaning"]):
            hits = library.find("在职人员", ["甲区", "乙区"], 2, legs)
            assert len(hits) == 2
            assert {hit.report_id for hit in hits} <= {"甲区", "乙区"}
            assert hits == library.find("在职人员", ["甲区", "乙区"], 2, legs)
            scores = [hit.score for hit in hits]
            assert scores == sorted(scores, reverse=True)
        best, *_ = library.find("在职人员", ["乙区"], 3)
        assert best.passage == conforming_report("乙区").passages[2]
        assert library.find("", ["乙区"], 3) == ()
        assert library.find("在职人员", ["乙区"], 0) == ()
        assert len(library.find('执行数\0\ud800 " OR (', ["乙区"], 9)) == len(LINES)


def _check_replacing(open_store: Open) -> None:
    with open_store() as library:
        changed = replace(conforming_report("乙区"), passages=(), figures=())
        library.add(changed)  # of its id
        assert library.report("乙区") == changed
        assert library.find("在职人员", ["乙区"], 3) == ()
        moved = replace(conforming_report("丁区"), path="/乙区.pdf")
        library.add(moved)  # of its path
        assert [card.id for card in library.reports()] == ["丙区", "丁区", "甲区"]


def _check_removing(open_store: Open) -> None:
    with open_store() as library:
        before = library.generation
        library.remove("丁区")
        assert library.generation > before
        assert [card.id for card in library.reports()] == ["丙区", "甲区"]
        with pytest.raises(ReportMissing):
            library.find("在职人员", ["丁区", "甲区"], 3)


def _check_others_see_it(open_store: Open) -> None:
    with open_store() as reader:
        assert reader.find("在职人员", ["甲区"], 1)  # it has opened all it opens
        with open_store() as writer:
            writer.add(conforming_report("戊区", 2024))
            writer.remove("丙区")
        assert [card.id for card in reader.reports()] == ["甲区", "戊区"]
        (hit,) = reader.find("在职人员", ["戊区"], 1)
        assert hit.report_id == "戊区"
