"""Divide a report's passages into sentences and cells with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from ingest.fold import squeeze
from ingest.model import Passage, Report, Span

_PIECE = re.compile(r"[^。！？!?\n\t]*[。！？!?]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or cell: its words, where it stands, what stands over it."""

    text: str
    span: Span
    section: tuple[str, ...]
    table_id: str
    folded: str  # squeezed
    around: str  # headings, squeezed
    heads: str = ""  # row and column headers of its cell, squeezed
    locator: str = ""


def find_sentences(report: Report) -> tuple[Sentence, ...]:
    """Return all sentences of a report in reading order, each once; table headers are none."""
    labels = {
        span
        for table in report.tables
        for cell in table.cells
        if cell.is_header
        for span in cell.spans
    }
    cells = sorted(
        ((span, cell) for table in report.tables for cell in table.cells for span in cell.spans),
        key=lambda pair: pair[0],
    )
    starts = [(span.page, span.start) for span, _ in cells]
    found: dict[Span, Sentence] = {}
    for passage in report.passages:
        for span in passage.spans:
            for sentence in _split(report, passage, span):
                if sentence.span in labels or sentence.span in found:
                    continue
                at = bisect_right(starts, (sentence.span.page, sentence.span.start)) - 1
                if (
                    at >= 0
                    and cells[at][0].page == sentence.span.page
                    and (sentence.span.start < cells[at][0].end)
                ):
                    cell = cells[at][1]
                    heads = squeeze("|".join((*cell.row_path, *cell.col_path)))
                    sentence = replace(
                        sentence, heads=heads, locator=cell.locator or sentence.locator
                    )
                found[sentence.span] = sentence
    return tuple(sorted(found.values(), key=lambda s: (s.span.page, s.span.start)))


def _split(report: Report, passage: Passage, span: Span) -> list[Sentence]:
    text = report.text(span)
    sentences = []
    for match in _PIECE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if len(stripped) < 2:
            continue
        start = span.start + match.start() + words.index(stripped)
        sentences.append(
            Sentence(
                stripped,
                Span(span.report_id, span.page, start, start + len(stripped)),
                passage.section,
                passage.table_id,
                squeeze(stripped),
                squeeze(" ".join(passage.section)),
                passage.locator,
            )
        )
    return sentences
