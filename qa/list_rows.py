"""Lists that a table's rows make: 项目支出明细表都有哪些项目, 产量表列了哪些产品.

The question names the table (its caption, the heading or sentence over it) and
what its rows are called; the rows' names are the items, totals left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.fold import squeeze
from ingest.model import Cell, Report, Table
from ingest.numerals import scan_numbers
from qa.grid import headers
from qa.listing import Listing, list_terms
from qa.reading import Evidence
from qa.terms import cover, lacks
from qa.understand import Question

_NOT_NAMES = re.compile(r"序号|编号|编码|代码|备注|^号$|排名|单位性质|资金来源")
_TOTAL = re.compile(r"合计|总计|小计|总分|本年.*合计|.*总计|(?:收入|支出)合计")
_KINDS = re.compile(r"项目|科目|产品|指标|任务|单位|部门|科室|社区|企业|学校|工程|类别|品种|名称")
_FORMAL = re.compile(r"^[一二三四五六七八九十]+、|^(?:其中|按)|收入$|拨款$|结转|结余")


def row_lists(question: Question, report: Report) -> Iterator[Listing]:
    """The names of a table's rows, where its caption and header carry the question."""
    terms = list_terms(question)
    kinds = [t for t in terms if _KINDS.search(t.text)]
    for table in report.tables:
        column, header = _names_column(table)
        if column < 0:
            continue
        over = squeeze("|".join((table.caption, header, *table.section[-1:])))
        around = squeeze("|".join(table.section))
        if not any(t.text in squeeze(header) or t.text in squeeze(table.caption) for t in kinds):
            continue
        coverage = cover(terms, over, around)
        if coverage < 0.75 or lacks(terms, over, around):
            continue
        cells = [c for c in table.cells if c.col == column and _names(c, header)]
        first: dict[str, Cell] = {}
        for cell in cells:
            first.setdefault(" ".join(cell.text.split()), cell)
        if len(first) < 2:
            continue
        formal = sum(bool(_FORMAL.search(squeeze(name))) for name in first) > len(first) / 2
        said = squeeze(question.core)
        captioned = cover(terms, squeeze(table.caption), "")
        exact = 0.5 + 0.3 * captioned + 0.2 * ("名称" in header) - 0.6 * formal
        if formal and not re.search(r"收入|科目|功能|类|来源", said):
            continue
        places = tuple(
            Evidence(cell.spans[0], context=(table.caption, header), locator=cell.locator)
            for cell in first.values()
        )
        ordered = tuple(sorted(places, key=lambda e: (e.quote.page, e.quote.start)))
        yield Listing(tuple(first), coverage, 0, exact, ordered)


def _names_column(table: Table) -> tuple[int, str]:
    """The column whose cells name the rows, and its header; (-1, "") if none does."""
    for column, header in sorted(headers(table).items()):
        cells = [c for c in table.cells if c.col == column and _names(c, header)]
        if len(cells) >= 2 and not _NOT_NAMES.search(header) and _KINDS.search(header):
            return column, header
    return -1, ""


def _names(cell: Cell, header: str) -> bool:
    text = squeeze(cell.text)
    return (
        bool(cell.spans)
        and len(text) > 0
        and text != squeeze(header)
        and cell.row > 0
        and not (scan_numbers(text) and not re.search(r"[\u4e00-\u9fff]", text))
        and not _TOTAL.fullmatch(text)
    )
