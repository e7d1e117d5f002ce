"""The evidence panel: a citation inside its source, with the figure marked.

Takes the JSON contract's citation and the report it names, gives HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from eval.labels import VERDICTS
from ingest.boxes import BBox
from ingest.model import Cell, Page, Report, Span, Table
from ui.marking import Ranges, escape, find_quote, marks_in, marks_onto, render_run
from ui.render import render_place

_AROUND = 120  # characters of the page shown on each side of a quote's own paragraph
_ROWS = 6  # rows shown of a cell that spans more
_COLUMNS = 5  # a wider table would not fit the panel: its row is shown downwards
_CLIP = 80  # characters shown of a neighbouring cell


def evidence_html(answer: Mapping[str, Any], n: int, report: Report | None) -> str:
    """Return the evidence for citation `n` of an answer as HTML.

    `report` is the cited report, None where it has left the store since; then
    the quote alone is shown, and that is said.
    """
    citation = next(c for c in answer["citations"] if c["n"] == n)
    place = render_place(citation)
    facts = [
        ("部门", citation["agency"]),
        ("行政区", citation["region"]),
        ("年度", str(citation["fiscal_year"] or "")),
        ("位置", place),
        ("文件", citation["report"]),
    ]
    rows = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in facts if v)
    parts = [
        f'<h3><span class="yj-n">{n}</span>{escape(citation["title"] or citation["report"])}</h3>',
        f'<dl class="yj-facts">{rows}</dl>',
    ]
    if citation["context"]:
        crumbs = "".join(f"<li>{escape(' '.join(c.split()))}</li>" for c in citation["context"])
        parts.append(f'<ol class="yj-context">{crumbs}</ol>')
    parts.append(_source(answer, citation, report))
    parts.append(_proofs(answer, n))
    return f'<article class="yj-evidence" data-n="{n}">{"".join(parts)}</article>'


def _proofs(answer: Mapping[str, Any], n: int) -> str:
    proven = [f for f in answer["figures"] if n in f["citations"]]
    if not proven:
        return ""
    items = "".join(
        f'<li class="yj-{f["verdict"]}"><b>{escape(f["printed"])}</b>'
        f"<span>{VERDICTS[f['verdict']]}</span></li>"
        for f in proven
    )
    return f'<ul class="yj-proofs">{items}</ul>'


def _source(answer: Mapping[str, Any], citation: Mapping[str, Any], report: Report | None) -> str:
    quote = citation["quote"]
    figures = [f for f in answer["figures"] if citation["n"] in f["citations"]]
    numbers = marks_in(quote, figures, answer["computation"] or "")
    alone = f"<blockquote>{render_run(quote, 0, len(quote), (0, len(quote)), numbers)}</blockquote>"
    if report is None:
        return f'<p class="yj-note">这份报告已不在库里，只能显示引文。</p>{alone}'
    found = _locate(citation, report)
    if found is None:
        return f'<p class="yj-note">没能在报告里重新找到这段引文。</p>{alone}'
    page, start, end = found
    marks = marks_onto(quote, page.text, start, end, numbers)
    for table in report.tables:
        for cell in table.cells:
            if any(_overlaps(span, page.number, start, end) for span in cell.spans):
                show = _grid if table.n_cols <= _COLUMNS else _record
                return show(report, table, cell, page, (start, end), marks)
    return f"<blockquote>{_paragraphs(page.text, (start, end), marks)}</blockquote>"


def _locate(citation: Mapping[str, Any], report: Report) -> tuple[Page, int, int] | None:
    """Return page and characters of a quote: of several places the one its boxes name."""
    pages = [p for p in report.pages if citation["page"] in (None, p.number)]
    if citation["page"] is None and citation["locator"]:
        pages.sort(key=lambda p: p.locator == "" or p.locator not in citation["locator"])
    found = [(p, *place) for p in pages for place in find_quote(citation["quote"], p.text)]
    for page, start, end in found:
        for box in citation["boxes"]:
            wanted = BBox(*box["bbox"])
            lines = page.boxes.lines(start, end)
            if box["page"] == page.number and any(_touch(wanted, line) for line in lines):
                return page, start, end
    return found[0] if found else None


def _touch(one: BBox, other: BBox) -> bool:
    return (
        min(one.x1, other.x1) > max(one.x0, other.x0)
        and min(one.bottom, other.bottom) > max(one.top, other.top)
    )  # fmt: skip


def _overlaps(span: Span, page: int, start: int, end: int) -> bool:
    return span.page == page and span.start < end and start < span.end


def _paragraphs(text: str, quote: tuple[int, int], marks: Ranges) -> str:
    """Return the paragraph a quote stands in, with a little of what stands around it."""
    start = text.rfind("\n", 0, quote[0]) + 1
    end = text.find("\n", quote[1])
    end = len(text) if end < 0 else end
    start, end = max(start, quote[0] - 4 * _AROUND), min(end, quote[1] + 4 * _AROUND)
    first = max(text.rfind("\n", 0, max(start - _AROUND, 0)) + 1, start - 2 * _AROUND, 0)
    last = min(end + _AROUND, len(text))
    lines = []
    at = first
    for line in text[first:last].split("\n"):
        if line.strip():
            lines.append(render_run(text, at, at + len(line), quote, marks))
        at += len(line) + 1
    if lines and first > 0 and text[first - 1] != "\n":
        lines[0] = "……" + lines[0]
    if lines and last < len(text) and text[last] != "\n":
        lines[-1] += "……"
    return "".join(f"<p>{line}</p>" for line in lines)


def _grid(
    report: Report, table: Table, hit: Cell, page: Page, quote: tuple[int, int], marks: Ranges
) -> str:
    """Return the header rows of a table and the row of a cell with its neighbours."""
    headers = [
        row
        for row in range(min(table.n_rows, 4))
        if (cells := table.row_cells(row)) and all(c.is_header for c in cells)
    ]
    rows = set(headers) | set(range(hit.row, hit.row + min(hit.row_span, _ROWS)))
    rows |= {hit.row - 1, hit.row + hit.row_span} if hit.row_span == 1 else set()
    shown = [row for row in sorted(rows) if 0 <= row < table.n_rows]
    body, last = [], -1
    for row in shown:
        if last >= 0 and row > last + 1:
            body.append(f'<tr class="yj-gap"><td colspan="{table.n_cols}">⋮</td></tr>')
        last = row
        row_html = []
        for cell in table.row_cells(row):
            covered = [r for r in shown if cell.row <= r < cell.row + cell.row_span]
            if covered[0] != row:
                continue
            tag = "th" if cell.is_header else "td"
            extent = f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
            extent += f' rowspan="{_height(covered, shown)}"' if len(covered) > 1 else ""
            here = ' class="yj-here"' if cell is hit else ""
            row_html.append(
                f"<{tag}{extent}{here}>"
                f"{_cell(report, cell, page, quote, marks, whole=cell is hit)}</{tag}>"
            )
        body.append(f"<tr>{''.join(row_html)}</tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<div class="yj-scroll"><table>{caption}{"".join(body)}</table></div>'


def _height(covered: Sequence[int], shown: Sequence[int]) -> int:
    """Return how many shown rows a merged cell takes, the rows of gaps included."""
    inside = [row for row in shown if covered[0] <= row <= covered[-1]]
    gaps = sum(after > before + 1 for before, after in pairwise(inside))
    return len(inside) + gaps


def _record(
    report: Report, table: Table, hit: Cell, page: Page, quote: tuple[int, int], marks: Ranges
) -> str:
    """Return the row of a cell downwards: each column's heading, then what stands in it."""
    rows = []
    for cell in table.row_cells(hit.row):
        heading = cell.col_path[-1] if cell.col_path else ""
        content = _cell(report, cell, page, quote, marks, whole=cell is hit)
        here = ' class="yj-here"' if cell is hit else ""
        rows.append(f"<tr><th>{escape(heading)}</th><td{here}>{content}</td></tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f'<div class="yj-scroll"><table class="yj-record">{caption}{"".join(rows)}</table></div>'


def _cell(
    report: Report,
    cell: Cell,
    page: Page,
    quote: tuple[int, int],
    marks: Ranges,
    whole: bool,
) -> str:
    if not whole or not cell.spans:
        text = cell.text if whole or len(cell.text) <= _CLIP else cell.text[:_CLIP] + "……"
        return escape(text)
    out = []
    for span in cell.spans:
        here = span.page == page.number
        text = report.pages[span.page - 1].text
        out.append(
            render_run(text, span.start, span.end, quote, marks)
            if here
            else escape(text[span.start : span.end])
        )
    return "".join(out)
