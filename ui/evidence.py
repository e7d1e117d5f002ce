"""The evidence panel: a citation inside its source, with the figure marked.

Takes the JSON contract's citation and the report it names, gives HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.boxes import BBox
from ingest.model import Report
from ui.evidence_table import table_html
from ui.marking import Ranges, escape, marks_in, render_run
from ui.page_pictures import PagePictures, PictureMissing
from ui.picture import boxes_html, document_link, picture_source, sheet_html
from ui.place import Place, find_place
from ui.render import render_place
from ui.say import CHINESE, Say

_AROUND = 120  # characters of the page shown on each side of a quote's own paragraph


def evidence_html(
    answer: Mapping[str, Any],
    n: int,
    report: Report | None,
    pictures: PagePictures | None = None,
    say: Say = CHINESE,
) -> str:
    """Return the evidence for citation `n` of an answer as HTML.

    `report` is the cited report, None where it has left the store since; then
    the quote alone is shown, and that is said.  With `pictures` a PDF's page
    is shown too, the quote and its figures boxed.
    """
    citation = next(c for c in answer["citations"] if c["n"] == n)
    place = find_place(answer, citation, report) if report else None
    title = escape(citation["title"] or citation["report"])
    parts = [f'<h3><span class="yj-n">{n}</span>{title}</h3>', _facts(citation, say)]
    if report is not None:
        picture = ""
        if pictures is not None and report.paged:
            picture = _picture(citation, report, place, pictures, say)
        zoom = _zoom(say) if "yj-pane" in picture else ""
        parts.append(f'<div class="yj-bar">{_opener(citation, report, place, say)}{zoom}</div>')
        parts.append(picture)
    if citation["context"]:
        crumbs = "".join(f"<li>{escape(' '.join(c.split()))}</li>" for c in citation["context"])
        parts.append(f'<ol class="yj-context">{crumbs}</ol>')
    parts += [_source(answer, citation, report, place, say), _proofs(answer, n, say)]
    return f'<article class="yj-evidence" data-n="{n}">{"".join(parts)}</article>'


def verdict_words(verdict: str, say: Say = CHINESE) -> str:
    """Return how a figure was come by, in the reader's words."""
    words = {"read": say("原文"), "converted": say("单位换算"), "computed": say("计算得出")}
    return words[verdict]


def _facts(citation: Mapping[str, Any], say: Say) -> str:
    facts = [
        (say("部门"), citation["agency"]),
        (say("行政区"), citation["region"]),
        (say("年度"), str(citation["fiscal_year"] or "")),
        (say("位置"), render_place(citation, say)),
        (say("文件"), citation["report"]),
    ]
    rows = "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts if v)
    return f'<dl class="yj-facts">{rows}</dl>'


def _opener(citation: Mapping[str, Any], report: Report, place: Place | None, say: Say) -> str:
    link = escape(document_link(report.id, place, citation["page"] or 1, say))
    words = say("打开整份报告")
    return f'<a class="yj-open" href="{link}" target="_blank" rel="noopener">{words} ↗</a>'


def _picture(
    citation: Mapping[str, Any],
    report: Report,
    place: Place | None,
    pictures: PagePictures,
    say: Say,
) -> str:
    found = (p for p in report.pages if p.number == citation["page"])
    page = place.page if place else next(found, None)
    if page is None:
        return ""
    try:
        frame = pictures.frame(report, page)
    except PictureMissing as error:
        return f'<p class="yj-note yj-no-picture">{escape(str(error))}</p>'
    cited = [BBox(*b["bbox"]) for b in citation["boxes"] if b["page"] == page.number]
    quote = place.quote_boxes if place else ()
    figures = (place.figure_boxes if place else ()) or (() if set(cited) <= set(quote) else cited)
    name = f"{citation['report']} {render_place(citation, say)}"
    boxes = boxes_html(frame, quote, figures)
    sheet = sheet_html(picture_source(report.id, page.number), frame.size, name, boxes)
    pane = (
        f'<div class="yj-pane" tabindex="0" role="group" aria-label="{escape(name)}">{sheet}</div>'
    )
    return pane + _scan_note(report, page, say)


def _zoom(say: Say) -> str:
    """Return the button that shows the whole page, and then its place close up again."""
    return (
        f'<button type="button" class="yj-zoom" data-whole="{say("看整页")}"'
        f' data-close="{say("看近处")}">{say("看整页")}</button>'
    )


def _scan_note(report: Report, page: Any, say: Say) -> str:
    """Return what should be known of a page that was read by OCR."""
    if not page.ocr:
        return ""
    doubts = [w.reason for w in report.account.warnings if w.page == page.number]
    words = "；".join([say("这一页是图像，文字由识别得来，请与图上核对"), *doubts])
    return f'<p class="yj-note">{escape(words)}</p>'


def _proofs(answer: Mapping[str, Any], n: int, say: Say) -> str:
    proven = [f for f in answer["figures"] if n in f["citations"]]
    if not proven:
        return ""
    items = "".join(
        f'<li class="yj-{f["verdict"]}"><b>{escape(f["printed"])}</b>'
        f"<span>{verdict_words(f['verdict'], say)}</span></li>"
        for f in proven
    )
    return f'<ul class="yj-proofs">{items}</ul>'


def _source(
    answer: Mapping[str, Any],
    citation: Mapping[str, Any],
    report: Report | None,
    place: Place | None,
    say: Say,
) -> str:
    if report is None or place is None:
        quote = citation["quote"]
        figures = [f for f in answer["figures"] if citation["n"] in f["citations"]]
        numbers = marks_in(quote, figures, answer["computation"] or "")
        alone = render_run(quote, 0, len(quote), (0, len(quote)), numbers)
        gone = say("这份报告已不在库里，只能显示引文。")
        why = say("没能在报告里重新找到这段引文。") if report else gone
        return f'<p class="yj-note">{why}</p><blockquote>{alone}</blockquote>'
    if table := table_html(report, place):
        return table
    return f"<blockquote>{_paragraphs(place.page.text, place.quote, place.marks)}</blockquote>"


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
