"""A whole report to read: the pages of a PDF one under another, or the text as it was read.

A page of its own without scripts; the place that was cited is marked, and the
address ends in `#here` to open there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.model import Page, Report
from ui.asset import read_asset
from ui.marking import escape, render_run
from ui.page_pictures import PagePictures, PictureMissing
from ui.picture import boxes_html, sheet_html
from ui.place import Place
from ui.say import Say

_RANGE = re.compile(r"(\d{1,7})-(\d{1,7})")
_MARKS = 200  # ranges taken from an address


def viewer_html(
    report: Report, place: Place | None, number: int, pictures: PagePictures, say: Say
) -> str:
    """Return the page that shows a report, opened at `place`, or at page `number`.

    Where the pages cannot be drawn the text is shown, and why.
    """
    note = ""
    if report.paged:
        try:
            return _whole(report, _sheets(report, place, number, pictures, say), "", number, say)
        except PictureMissing as error:
            note = f'<p class="note">{escape(str(error))}{say("下面是读入时的文字。")}</p>'
    parts = [_text(page, place, number, report.paged, say) for page in report.pages]
    return _whole(report, "".join(parts), note, number, say)


def parse_place(report: Report, page: str, quote: str, marks: str) -> tuple[int, Place | None]:
    """Return page number and place that an address names; what makes no sense is left out."""
    number = int(page) if page.isdecimal() and len(page) < 8 else 1
    number = number if 1 <= number <= len(report.pages) else 1
    stored = report.pages[number - 1]
    ranges = [r for r in _ranges(quote) if r[1] <= len(stored.text)]
    if not ranges:
        return number, None
    inside = [r for r in _ranges(marks)[:_MARKS] if r[1] <= len(stored.text)]
    return number, Place(stored, ranges[0], inside)


def _ranges(text: str) -> list[tuple[int, int]]:
    found = [(int(a), int(b)) for a, b in _RANGE.findall(text)]
    return [(start, end) for start, end in found if start < end]


def _sheets(
    report: Report, place: Place | None, number: int, pictures: PagePictures, say: Say
) -> str:
    parts = []
    for index, size in enumerate(pictures.sizes(report), start=1):
        boxes = ""
        if place and index == place.page.number:
            frame = pictures.frame(report, place.page)
            boxes = boxes_html(frame, place.quote_boxes, place.figure_boxes, "here")
        name = say("第{n}页").format(n=index)
        # The pages around the place come first; the others when they are scrolled to.
        sheet = sheet_html(
            f"{report.id}/page/{index}.jpg", size, name, boxes, lazy=abs(index - number) > 1
        )
        here = ' id="here"' if index == number and not boxes else ""
        parts.append(f"<section{here}><h2>{name}</h2>{sheet}</section>")
    return "".join(parts)


def _text(page: Page, place: Place | None, number: int, paged: bool, say: Say) -> str:
    quote, marks = (-1, -1), place.marks if place and place.page is page else ()
    if place and place.page is page:
        quote = place.quote

    def run(start: int, end: int) -> str:
        return render_run(page.text, start, end, quote, marks)

    heading = say("第{n}页").format(n=page.number) if paged else escape(page.locator)
    here = ' id="here"' if page.number == number else ""
    return f"<section{here}><h2>{heading}</h2>{_lines(page.text, run)}</section>"


def _lines(text: str, run: Callable[[int, int], str]) -> str:
    """Return the lines of a page, rows of cells as rows of a table."""
    parts, rows, at = [], [], 0
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            cells, start = [], at
            for cell in line.split("\t"):
                cells.append(f"<td>{run(start, start + len(cell))}</td>")
                start += len(cell) + 1
            rows.append(f"<tr>{''.join(cells)}</tr>")
        else:
            if rows:
                parts.append(f'<div class="wide"><table>{"".join(rows)}</table></div>')
                rows = []
            if line.strip():
                parts.append(f"<p>{run(at, at + len(line))}</p>")
        at += len(line) + 1
    return "".join(parts)


def _whole(report: Report, body: str, note: str, number: int, say: Say) -> str:
    title = escape(report.title or report.file_name)
    link = f"{report.id}/original.pdf#page={number}"
    original = f'<a href="{link}">{say("原文件")}</a>' if report.paged and not note else ""
    return (
        f'<!doctype html><html lang="{say("zh-CN")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{read_asset('viewer.css')}</style></head>"
        f"<body><header><h1>{title}</h1><p>{escape(report.file_name)}</p>{original}</header>"
        f"<main>{note}{body}</main></body></html>"
    )
