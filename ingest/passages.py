"""Cut a report into passages: what is searched and quoted.

The text of every page falls into runs (paragraphs, table rows, and whatever
stands between them); runs that belong together are joined up to a size, runs
that are too long are cut after a sentence, a clause or a cell, never inside a
number.  So each character of the report is in exactly one passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fold import fold_text
from ingest.layout import Composition
from ingest.model import Cell, Passage, ReportIdentity, Section, Span, Table
from ingest.numerals import scan_numbers
from ingest.sections import section_at

MOST = 350  # characters of text in a passage: with its heading below 512 tokens of e5
ENOUGH = 160  # characters from which on a passage takes in no further neighbour
HEADING = 120  # characters of heading path and table header put before the embedded form


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one page that belong together, and what they belong to."""

    span: Span
    section: tuple[str, ...]
    block: int  # paragraphs over a page break share it; -1 for leftovers
    table: Table | None = None
    row: int = -1
    heading: bool = False


def make_passages(
    composition: Composition,
    sections: Sequence[Section],
    identity: ReportIdentity,
    report_id: str,
) -> tuple[Passage, ...]:
    """Return the passages of a report in reading order, ids "<report_id>-p<n>"."""
    texts = {page.number: page.text for page in composition.pages}
    locators = {page.number: page.locator for page in composition.pages}
    rows = {table.id: table.rows() for table in composition.tables}
    pieces = [
        piece
        for run in _runs(composition, sections, report_id)
        for piece in _cut(run, texts[run.span.page])
    ]
    passages: list[Passage] = []
    for group in _join(pieces, texts):
        spans = _merge([run.span for run in group])
        text = "".join(texts[s.page][s.start : s.end] for s in spans)
        if not text.strip():
            continue
        first = next((run for run in group if run.table), group[0])
        cells = rows[first.table.id][first.row] if first.table else ()
        passages.append(
            Passage(
                id=f"{report_id}-p{len(passages)}",
                text=text,
                embedded=_embedded(first, cells, identity, text),
                spans=tuple(spans),
                section=first.section,
                table_id=first.table.id if first.table else "",
                row=first.row,
                locator=_locator(cells, locators[spans[0].page]),
            )
        )
    return tuple(passages)


def _runs(composition: Composition, sections: Sequence[Section], report_id: str) -> list[_Run]:
    """Divide every page completely into runs, in reading order."""
    known: list[_Run] = []
    for block, paragraph in enumerate(composition.paragraphs):
        for span in paragraph.spans:
            known.append(_Run(span, (), block, heading=bool(paragraph.heading)))
    for table in composition.tables:
        rows: dict[tuple[int, int], list[Span]] = {}
        for cell in table.cells:
            for span in cell.spans:
                rows.setdefault((cell.row, span.page), []).append(span)
        for (row, number), spans in rows.items():
            span = Span(report_id, number, min(s.start for s in spans), max(s.end for s in spans))
            known.append(_Run(span, (), -1, table, row))
    known.sort(key=lambda run: (run.span.page, run.span.start, run.span.end))
    runs: list[_Run] = []
    for page in composition.pages:
        at = 0
        for run in (run for run in known if run.span.page == page.number):
            start, end = max(run.span.start, at), run.span.end
            if start >= end:
                continue
            if page.text[at:start].strip():
                runs.append(
                    _placed(_Run(Span(report_id, page.number, at, start), (), -1), sections)
                )
            elif runs and start > at and runs[-1].span.page == page.number:
                runs[-1] = _grown(runs[-1], start)
            span = Span(report_id, page.number, start, end)
            runs.append(
                _placed(_Run(span, (), run.block, run.table, run.row, run.heading), sections)
            )
            at = end
        if page.text[at:].strip():
            rest = Span(report_id, page.number, at, len(page.text))
            runs.append(_placed(_Run(rest, (), -1), sections))
        elif runs and at < len(page.text) and runs[-1].span.page == page.number:
            runs[-1] = _grown(runs[-1], len(page.text))
    return runs


def _placed(run: _Run, sections: Sequence[Section]) -> _Run:
    path = section_at(sections, run.span)
    return _Run(run.span, path, run.block, run.table, run.row, run.heading)


def _grown(run: _Run, end: int) -> _Run:
    span = Span(run.span.report_id, run.span.page, run.span.start, end)
    return _Run(span, run.section, run.block, run.table, run.row, run.heading)


_BREAKS = (
    re.compile(r"[\n\t]"),
    re.compile(r"[。！？]”?"),
    re.compile(r"[；;]"),
    re.compile(r"[，,、：]"),
)


def _cut(run: _Run, page_text: str) -> list[_Run]:
    """Cut a run that is too long, at the best place the last third of the room offers."""
    text = page_text[run.span.start : run.span.end]
    if len(text) <= MOST:
        return [run]
    figures = [(token.start, token.end) for token in scan_numbers(text)]
    pieces, at = [], 0
    while len(text) - at > MOST:
        end = _best_break(text, at, figures)
        pieces.append((at, end))
        at = end
    pieces.append((at, len(text)))
    return [
        _Run(
            Span(run.span.report_id, run.span.page, run.span.start + a, run.span.start + b),
            run.section,
            run.block,
            run.table,
            run.row,
        )
        for a, b in pieces
    ]


def _best_break(text: str, at: int, figures: Sequence[tuple[int, int]]) -> int:
    def free(index: int) -> bool:
        return not any(start < index < end for start, end in figures)

    for floor in (MOST // 3, 1):
        for pattern in _BREAKS:
            ends = [m.end() for m in pattern.finditer(text, at + floor, at + MOST)]
            for end in reversed(ends):
                if free(end):
                    return end
    end = at + MOST
    while end > at + 1 and not free(end):
        end -= 1
    return end if end > at + 1 else at + MOST


def _join(pieces: Sequence[_Run], texts: dict[int, str]) -> list[list[_Run]]:
    """Join neighbours of one section and one kind up to a size."""
    groups: list[list[_Run]] = []
    size = 0
    for run in pieces:
        length = run.span.end - run.span.start
        last = groups[-1][-1] if groups else None
        if (
            last
            and _belongs(last, run)
            and (size < ENOUGH or _same_block(last, run))
            and (size + length <= MOST)
        ):
            groups[-1].append(run)
            size += length
        else:
            groups.append([run])
            size = length
    return groups


def _same_block(last: _Run, run: _Run) -> bool:
    return last.block == run.block >= 0


def _belongs(last: _Run, run: _Run) -> bool:
    if (last.table.id if last.table else "") != (run.table.id if run.table else ""):
        return False
    if last.section != run.section and not last.heading:
        return False
    if _same_block(last, run):
        return True
    return last.span.page == run.span.page and last.span.end == run.span.start


def _merge(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and last.page == span.page and last.end == span.start:
            merged[-1] = Span(span.report_id, span.page, last.start, span.end)
        else:
            merged.append(span)
    return merged


def _embedded(run: _Run, row: Sequence[Cell], identity: ReportIdentity, text: str) -> str:
    """Put heading path and table header before the text, full-width forms folded.

    A heading that the text begins with is there already.
    """
    head = [part for part in run.section if not text.startswith(part)]
    if run.table:
        head.append(run.table.caption)
        cells = [cell for cell in row if not cell.is_header]
        paths = [*(cell.row_path for cell in cells), *(cell.col_path for cell in cells)]
        head.extend(dict.fromkeys(part for path in paths for part in path if part not in text))
    lead = " ".join(part for part in dict.fromkeys(head) if part)[:HEADING]
    return fold_text(f"{lead} {text}")


def _locator(row: Sequence[Cell], page_locator: str) -> str:
    return next((cell.locator for cell in row if cell.locator), page_locator)
