from __future__ import annotations

import html
import re
from typing import Any

from ingest.boxes import BBox, CharBoxes
from ingest.model import Cell, Page, Report, ReportIdentity, Span, Table
from ui.evidence import evidence_html
from ui.page_pictures import PagePictures

ID = "r1"


def make_report(*pages: Page, tables: tuple[Table, ...] = ()) -> Report:
    return Report(
        ID, "甲.pdf", "/甲.pdf", "0", "pdf", "标题", ReportIdentity(), pages, tables=tables
    )


def table_on(page: Page, rows: list[list[str]], headers: int = 1) -> Table:
    """Lay out rows whose texts stand one after another on the page."""
    cells, at = [], 0
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            start = page.text.index(text, at)
            at = start + len(text)
            col_path = (rows[0][col],) if row >= headers else ()
            span = Span(ID, page.number, start, at)
            cells.append(
                Cell(row, col, 1, 1, text, row < headers, col_path=col_path, spans=(span,))
            )
    return Table("t", "单位：万元", "万元", len(rows), len(rows[0]), tuple(cells), (page.number,))


def answer(quote: str, printed: str = "", page: int | None = 1, **more: Any) -> dict[str, Any]:
    citation = {
        "n": 1,
        "report": "甲.pdf",
        "report_id": ID,
        "title": "标题",
        "agency": "民政局",
        "region": "云山区",
        "fiscal_year": 2023,
        "page": page,
        "locator": None,
        "quote": quote,
        "context": ["一、概况", "收支"],
        "boxes": [],
    }
    figures = [{"printed": printed, "verdict": "read", "citations": [1]}] if printed else []
    return {"citations": [{**citation, **more}], "figures": figures, "computation": None}


def marked(text: str) -> list[str]:
    return [html.unescape(m) for m in re.findall(r"<mark>(.*?)</mark>", text)]


def test_prose_is_shown_in_its_paragraph_with_the_figure_marked() -> None:
    page = Page(1, "前一段。\n2023年整体支出1100.25万元。其中，项目支出300.10万元。\n后一段。\n")
    shown = evidence_html(answer("其中，项目支出300.10万元。", "300.10万元"), 1, make_report(page))
    assert marked(shown) == ["300.10万元"]
    assert "整体支出1100.25万元" in shown
    assert "前一段。" in shown
    assert "后一段。" in shown
    for fact in ("标题", "民政局", "2023", "第1页", "甲.pdf", "一、概况", "原文"):
        assert fact in shown


def test_table_cell_is_shown_in_its_row_under_its_headings() -> None:
    rows = [
        ["项目", "预算", "执行"],
        ["基本", "10", "9"],
        ["项目支出", "20", "18"],
        ["合计", "30", "27"],
    ]
    page = Page(1, "".join("\t".join(row) + "\n" for row in rows))
    report = make_report(page, tables=(table_on(page, rows),))
    shown = evidence_html(answer("18", "18万元"), 1, report)
    assert marked(shown) == ["18"]
    assert 'class="yj-here"' in shown
    assert "<th>执行</th>" in shown
    assert "项目支出" in shown
    assert "合计" in shown


def test_row_of_a_wide_table_is_shown_downwards() -> None:
    rows = [list("甲乙丙丁戊己"), ["1a", "2b", "3c", "4d", "5e", "6f"]]
    page = Page(1, "".join("\t".join(row) + "\n" for row in rows))
    report = make_report(page, tables=(table_on(page, rows),))
    shown = evidence_html(answer("5e"), 1, report)
    assert shown.count("<tr>") == 6
    assert '<tr><th>戊</th><td class="yj-here"><span class="yj-quote">5e</span></td></tr>' in shown


def test_of_several_places_the_one_in_the_box_is_shown() -> None:
    text = "甲20人\n乙20人\n"
    boxes = [
        BBox(10.0 * i, 0 if i < 5 else 100, 10.0 * i + 9, 9 if i < 5 else 109) for i in range(10)
    ]
    page = Page(1, text, boxes=CharBoxes.pack(list(boxes)))
    box = {"page": 1, "bbox": [60, 100, 89, 109]}
    shown = evidence_html(answer("20人", "20人", boxes=[box]), 1, make_report(page))
    assert re.search(r"乙<span[^>]*><mark>20人", shown)
    assert not re.search(r"甲<span", shown)


def test_quote_is_found_on_any_page_where_the_format_has_none() -> None:
    pages = (Page(1, "无关\n", locator="表一"), Page(2, "在职人员36人\n", locator="表二"))
    shown = evidence_html(
        answer("在职人员36人", "36人", None, locator="表二!B2"), 1, make_report(*pages)
    )
    assert marked(shown) == ["36人"]
    assert "表二!B2" in shown


def test_report_that_is_gone_leaves_the_quote_and_says_so() -> None:
    shown = evidence_html(answer("项目支出300.10万元", "300.10万元"), 1, None)
    assert marked(shown) == ["300.10万元"]
    assert "已不在库里" in shown


def test_quote_that_is_not_there_is_said() -> None:
    shown = evidence_html(answer("没有这句话"), 1, make_report(Page(1, "别的\n")))
    assert "没能在报告里重新找到" in shown
    assert "没有这句话" in shown


def test_nothing_of_a_report_becomes_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="a()">${value}{{value}}'
    page = Page(1, f"{evil}\n")
    shown = evidence_html(
        answer(evil, title=evil, agency=evil, report=evil, context=[evil]),
        1,
        make_report(page),
    )
    assert "<script" not in shown
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown
    assert html.unescape(re.sub(r"<[^>]+>", "", shown)).count("alert(1)") == 5


def test_page_that_a_report_has_not_shows_the_quote_alone() -> None:
    pictures = PagePictures()
    for page in (None, 7):
        shown = evidence_html(
            answer("别的话", page=page), 1, make_report(Page(1, "字\n")), pictures
        )
        assert "别的话" in shown
        assert "yj-pane" not in shown


def test_a_pdf_that_is_gone_is_said_above_its_text() -> None:
    report = make_report(Page(1, "在职人员36人\n"))
    shown = evidence_html(answer("在职人员36人", "36人"), 1, report, PagePictures())
    assert "不在读入时的位置" in shown
    assert marked(shown) == ["36人"]
    assert "yj-zoom" not in shown
    assert f'href="report/{ID}?page=1&amp;quote=0-7&amp;marks=4-7#here"' in shown
