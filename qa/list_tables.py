"""Lists that tables hold: a cell's points, a column, the column below a lead (单位包括：)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.fold import squeeze
from ingest.model import Cell, Report, Table
from ingest.numerals import scan_numbers
from ingest.sections import find_points
from qa.grid import headers, pick_cells
from qa.items import split_items
from qa.listing import (
    Listing,
    exactness,
    list_terms,
    points_listing,
    stated_count,
    whole_points,
)
from qa.reading import Evidence
from qa.terms import cover, lacks
from qa.understand import Question

_LEADS_ON = re.compile(r"[：:]\s*$|(?:如下|下表|见表\S{0,4}|附表)[^。]*[。：:]?\s*$")
_COUNTS = re.compile(r"序号|编号|编码|代码|备注|单位性质|类型|类别|^号$|排名")
_NOTES = re.compile(r"^\s*(?:表\s?\S{0,4}\s.*|.*单位[：:].{1,8}|\s*)$")
_FORMAL = re.compile(r"^[一二三四五六七八九十]+、|^(?:其中|按)|收入$|拨款$|结转|结余")
_WANTS_FORMAL = re.compile(r"收入|科目|功能|类|来源")
_TOTAL = re.compile(r"合计|总计|小计|总分")


def cell_lists(question: Question, report: Report, points_only: bool) -> Iterator[Listing]:
    """Lists within one cell whose headers carry the question."""
    asked = squeeze(question.core)
    for table in report.tables:
        for cell in table.cells:
            if cell.is_header or not cell.spans:
                continue
            heads = squeeze(" ".join((*cell.row_path, *cell.col_path)))
            coverage = cover(list_terms(question), heads, squeeze(table.caption))
            if coverage >= 0.4:
                name = squeeze("".join((*cell.row_path[-1:], *cell.col_path[-1:])))
                exact = exactness(name, asked)
                yield from _in_cell(question, report, table, cell, coverage, exact, points_only)


def _in_cell(
    question: Question,
    report: Report,
    table: Table,
    cell: Cell,
    coverage: float,
    exact: float,
    points_only: bool,
) -> Iterator[Listing]:
    context = tuple(filter(None, (table.caption, *cell.row_path, *cell.col_path)))
    whole = whole_points(question)
    for span in cell.spans:
        text = report.text(span)
        points = find_points(text)
        if len(points) > 1:
            yield points_listing(span, points, coverage, exact, context, whole, cell.locator)
        elif not points_only and "、" in text and not re.search(r"[，。；;].", text):
            items = split_items(text)
            if len(items) > 1:
                evidence = Evidence(span, context=context, locator=cell.locator)
                yield Listing(items, coverage, 0 if coverage >= 0.95 else 2, exact, (evidence,))


def column_lists(question: Question, report: Report) -> Iterator[Listing]:
    """All different texts under a column header: 年度主要任务有哪几项."""
    asked = squeeze(question.core)
    for table in report.tables:
        columns: dict[tuple[int, str], list[Cell]] = {}
        for cell in table.cells:
            if cell.text.strip() and cell.col_path and cell.text not in cell.col_path:
                columns.setdefault((cell.col, cell.col_path[-1]), []).append(cell)
        for (_, header), cells in columns.items():
            name = squeeze(header)
            cells = [c for c in cells if not _TOTAL.fullmatch(squeeze(c.text))]
            if not cells or len(name) > 20 or any(scan_numbers(c.text) for c in cells[:1]):
                continue
            coverage = cover(list_terms(question), name, "")
            if not _WANTS_FORMAL.search(asked) and 2 * sum(
                bool(_FORMAL.search(squeeze(c.text))) for c in cells
            ) > len(cells):
                continue
            if coverage >= 0.95 and max(len(c.text) for c in cells) <= 60:
                yield from _of_cells(table, header, cells, coverage, exactness(name, asked))


def counted_lists(question: Question, report: Report) -> Iterator[Listing]:
    """A column whose header the question says behind a count that its rows bear out.

    用在了哪五项支出内容上: the header 支出内容 over five names, in a table of what else is asked.
    """
    count, asked = stated_count(question), squeeze(question.core)
    if not count:
        return
    for table in report.tables:
        heads = headers(table)
        for column, header in heads.items():
            name = squeeze(header)
            if len(name) < 2 or not re.search(rf"哪.{{1,4}}{re.escape(name)}", asked):
                continue
            cells = [c for c in table.cells if c.col == column and _names(c, header)]
            over = squeeze("|".join((table.caption, *heads.values())))
            around = squeeze("|".join(table.section))
            terms = list_terms(question)
            if len({c.text for c in cells}) == count and not lacks(terms, over, around):
                yield from _of_cells(table, header, cells, 1.0, 1.0)


def picked_lists(question: Question, report: Report) -> Iterator[Listing]:
    """Cells of a column in the rows that the question names: 任务2的关键指标."""
    for picked in pick_cells(question, report):
        if len(picked.cells) == 1 and len(picked.cells[0].spans) == 1:
            [span] = picked.cells[0].spans
            points = find_points(report.text(span))
            if len(points) > 1:  # 预期目标有哪几条: 1.…；2.… in the one cell
                context = (picked.table.caption, picked.rows, picked.header)
                yield points_listing(
                    span, points, picked.coverage, 1.0, context, whole_points(question)
                )
                continue
        yield from _of_cells(
            picked.table, picked.header, picked.cells, picked.coverage, 1.0, least=1
        )


def led_lists(question: Question, report: Report) -> Iterator[Listing]:
    """The names in a table that a sentence before it leads to: 单位包括：."""
    for table in report.tables:
        lead = _lead_of(report, table)
        if not lead:
            continue
        for column, header in headers(table).items():
            cells = [c for c in table.cells if c.col == column and _names(c, header)]
            if len(cells) < 2 or _COUNTS.search(header) or len(cells) < table.n_rows / 2:
                continue
            around = squeeze(" ".join(table.section))
            words = f"{squeeze(lead)}|{squeeze(header)}"
            coverage = cover(list_terms(question), words, around)
            if coverage >= 0.75 and not lacks(list_terms(question), words, around):
                # The column whose header names what is asked for, else the first.
                named = cover(list_terms(question), squeeze(header), "")
                yield from _of_cells(table, header, cells, coverage, 0.6 + 0.4 * named)
            break


def _names(cell: Cell, header: str) -> bool:
    text = cell.text.strip()
    return (
        bool(cell.spans)
        and len(text) > 1
        and text != header.strip()
        and not scan_numbers(text[:2])
        and not _TOTAL.fullmatch(squeeze(text))
    )


def _lead_of(report: Report, table: Table) -> str:
    """The line over a table that leads to it, captions and units left out; "" if none does."""
    spans = [span for cell in table.cells for span in cell.spans]
    if not spans:
        return ""
    first = min(spans)
    before = report.pages[first.page - 1].text[: first.start]
    near = before.splitlines()[-5:]  # 分项情况如下（单位：万元）： is a lead, though it has a unit
    lines = [line for line in near if not _NOTES.match(line) or _LEADS_ON.search(line)]
    last = re.split(r"(?<=[。；;])", lines[-1].strip()) if lines else [""]
    sentence = next((s for s in reversed(last) if s.strip()), "")
    return sentence if _LEADS_ON.search(sentence) else ""


def _of_cells(
    table: Table,
    header: str,
    cells: Iterable[Cell],
    coverage: float,
    exact: float,
    least: int = 2,
) -> Iterator[Listing]:
    first: dict[str, Cell] = {}
    for cell in cells:
        first.setdefault(" ".join(cell.text.split()), cell)
    if len(first) < least:
        return
    places = tuple(
        Evidence(cell.spans[0], context=(table.caption, header), locator=cell.locator)
        for cell in first.values()
        if cell.spans
    )
    ordered = tuple(sorted(places, key=lambda e: (e.quote.page, e.quote.start)))
    yield Listing(tuple(first), coverage, 0, exact, ordered)
