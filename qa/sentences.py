"""Divide a report's passages into sentences and cells with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.fold import squeeze
from ingest.model import Passage, Report, Span

_ENDED = re.compile(r"[。！？!?；;：:][”’」』）)]*$")
_TOPIC = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．][^，。\d]{2,12}|[^，。\d]{2,8}方面)。"
)
_PIECE = re.compile(r"[^。！？!?\n\t]*[。！？!?]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or cell: its words, where it stands, what stands over it.

    more  where it goes on, if a page ends within it
    """

    text: str
    span: Span
    section: tuple[str, ...]
    table_id: str
    folded: str  # squeezed
    around: str  # headings, squeezed
    heads: str = ""  # row and column headers of its cell, squeezed
    locator: str = ""
    column: str = ""  # header of its column, squeezed
    more: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All the places it stands at, in reading order."""
        return (self.span, *self.more)


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
                        sentence,
                        heads=heads,
                        column=squeeze("".join(cell.col_path[-1:])),
                        locator=cell.locator or sentence.locator,
                    )
                found[sentence.span] = sentence
    _join(found, [p.spans for p in report.passages if not p.table_id])
    _join(found, [cell.spans for _, cell in cells])
    return tuple(sorted(found.values(), key=lambda s: (s.span.page, s.span.start)))


def _join(found: dict[Span, Sentence], runs: list[tuple[Span, ...]]) -> None:
    """Put together what a page break parts: the end of one span and the beginning of the next."""
    by_page: dict[int, list[Sentence]] = {}
    for sentence in found.values():
        by_page.setdefault(sentence.span.page, []).append(sentence)
    for spans in runs:
        for one, other in pairwise(spans):
            ends = [s for s in by_page.get(one.page, ()) if _within(s, one)]
            begins = [s for s in by_page.get(other.page, ()) if _within(s, other)]
            last = max(ends, key=lambda s: s.span.end, default=None)
            first = min(begins, key=lambda s: s.span.start, default=None)
            if last is None or first is None or _ENDED.search(last.text):
                continue
            if found.get(last.span) != last or found.get(first.span) != first:
                continue
            del found[first.span]
            text = last.text + first.text
            found[last.span] = replace(
                last, text=text, folded=squeeze(text), more=(*last.more, *first.spans)
            )


def _within(sentence: Sentence, span: Span) -> bool:
    return span.start <= sentence.span.start < span.end


def _split(report: Report, passage: Passage, span: Span) -> list[Sentence]:
    text = report.text(span)
    sentences = []
    topic = ""
    for match in _PIECE.finditer(text):
        words = match.group()
        stripped = words.strip()
        if len(stripped) < 2:
            continue
        start = span.start + match.start() + words.index(stripped)
        opens = not text[: match.start()].strip() or text[: match.start()].endswith("\n")
        if opens:  # 水质方面。 (一)人居环境。: what the paragraph is about
            topic = stripped if _TOPIC.fullmatch(stripped) else ""
        sentences.append(
            Sentence(
                stripped,
                Span(span.report_id, span.page, start, start + len(stripped)),
                passage.section,
                passage.table_id,
                squeeze(stripped),
                squeeze(" ".join((*passage.section, "" if opens else topic))),
                passage.locator,
            )
        )
    return sentences
